//! The words of each language that name nothing.

pub(crate) const RUST: &str = "\
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move \
    mut pub ref return self Self static struct super trait true type unsafe use where while _";

pub(crate) const C: &str = "\
    auto break case char const continue default do double else enum extern float for goto if inline int long \
    register return short signed sizeof static struct switch typedef union unsigned void volatile while define \
    include ifdef ifndef endif";

pub(crate) const CPP: &str = "\
    auto bool break case catch char class const constexpr continue default delete do double else enum explicit \
    extern false float for friend goto if inline int long mutable namespace new noexcept nullptr operator override \
    private protected public return short signed sizeof static struct switch template this throw true try typedef \
    typename union unsigned using virtual void volatile while define include ifdef ifndef endif";

pub(crate) const GO: &str = "\
    break case chan const continue default defer else fallthrough for func go goto if import interface map package \
    range return select struct switch type var nil true false";

pub(crate) const JAVA: &str = "\
    abstract boolean bool break byte case catch char class const continue default do double else enum extends \
    false final finally float for foreach get if implements import int interface internal lock long namespace new \
    null override package private protected public readonly return sealed set short static string super switch \
    synchronized this throw throws true try using var virtual void while";

pub(crate) const SCRIPT: &str = "\
    as async await break case catch class const continue debugger default delete do else enum export extends false \
    finally for from function if import in instanceof interface let new null of private public readonly return \
    static super switch this throw true try type typeof undefined var void while with yield";

pub(crate) const PYTHON: &str = "\
    False None True and as assert async await break class continue def del elif else except finally for from \
    global if import in is lambda nonlocal not or pass raise return try while with yield";

pub(crate) const SHELL: &str = "\
    case do done elif else esac fi for function if in local return then until while";
