use super::*;

#[test]
fn what_does_not_build_is_spared_and_nothing_else() {
    let root = std::env::temp_dir().join(format!("bedeck-spare-{}", std::process::id()));
    fs::create_dir_all(&root).unwrap();
    let (inside, outside) = (root.join("a.rs"), root.with_extension("rs"));
    let line = |name: &str| format!("{ATTRIBUTE} fn {name}() {{\n    body\n}}\n");
    let text = line("a") + &line("b") + &line("c");
    fs::write(&inside, &text).unwrap();
    fs::write(&outside, &text).unwrap();
    let [origin, workspace] = [root.clone(), root.clone()];
    let mut shadow = Shadow { root: root.clone(), origin, folders: Vec::new(), workspace, functions: 3 };
    let mut spare = |places: &[(&PathBuf, usize)]| {
        let places = places.iter().map(|(file, line)| ((*file).clone(), *line)).collect();
        let spared = shadow.spare(&places).unwrap();
        (spared, fs::read_to_string(&inside).unwrap().replace(ATTRIBUTE, "@"))
    };
    let (gone, first) = (root.join("gone.rs"), (&outside, 1));
    assert_eq!(spare(&[first, (&gone, 1), (&inside, 99)]).0, 1, "the last one, as the line is below it");
    let (spared, left) = spare(&[(&inside, 5), (&inside, 6)]);
    assert_eq!((spared, left.as_str()), (1, "@ fn a() {\n    body\n}\nfn b() {\n    body\n}\nfn c() {\n    body\n}\n"));
    assert_eq!(spare(&[(&inside, 1), (&inside, 2)]).0, 1);
    assert_eq!(spare(&[(&inside, 1), first]).0, 0);
    assert_eq!(fs::read_to_string(&outside).unwrap(), text);
    fs::remove_dir_all(root).unwrap();
    fs::remove_file(outside).unwrap();
}

#[test]
fn every_path_of_a_manifest_is_seen() {
    let manifest = "[dependencies]\na = { path = \"1\" }\n[workspace.dependencies.b]\npath = \"2\"\n[[bin]]\npath = \"3\"\n\
                    [patch.crates-io]\nc = { path = \"4\" }\n[package]\nname = \"5\"\n";
    let mut document: DocumentMut = manifest.parse().unwrap();
    let mut seen = Vec::new();
    visit_paths(document.as_table_mut(), &mut |path| {
        seen.push(path.to_owned());
        (path == "3").then(|| "new".to_owned())
    });
    seen.sort_unstable();
    assert_eq!(
        (seen, document.to_string()),
        (["1", "2", "3", "4"].map(str::to_owned).into(), manifest.replace('3', "new"))
    );
}
