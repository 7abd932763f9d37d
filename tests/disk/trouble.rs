//! Files and folders that cannot be used: results are right, and stderr has one line.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::functions::{bodies, plain, plain_memo};
use crate::stage::{Played, Stage, played, say, scene};

/// What a child does in whatever trouble.
fn calls() {
    for _ in 0..2 {
        (0..20).for_each(|n| assert_eq!(plain(n).len() as u64, n));
    }
    say(bodies());
}

/// A stage with the results of `calls`, and their file.
fn filled(name: &str) -> (Stage, PathBuf) {
    let stage = Stage::new();
    assert_eq!(stage.play(name, "fill").said, ["20"]);
    let file = stage.files("results").remove(0);
    (stage, file)
}

/// The one line of a child, which ran so many bodies.
fn one_line(played: &Played, bodies: &str, what: &str) {
    assert_eq!(played.said, [bodies], "{}", played.stderr);
    let lines = played.complaints();
    assert!(lines.len() == 1 && lines[0].contains(what), "{lines:#?}");
}

#[test]
fn a_damaged_file_is_put_aside() {
    const NAME: &str = "trouble::a_damaged_file_is_put_aside";
    if scene().is_some() {
        return calls();
    }
    let (stage, file) = filled(NAME);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[40] ^= 4;
    let noise = (0..2000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    let damages: [(Vec<u8>, &str, &str); 4] = [
        (whole[..whole.len() - 1].to_vec(), "1", "its end is cut off"),
        (vec![0; whole.len()], "20", "does not begin"),
        (noise, "20", "does not begin"),
        (flipped, "20", "a record's beginning"),
    ];
    for (content, bodies, what) in damages {
        fs::write(&file, &content).unwrap();
        one_line(&stage.play(NAME, "damaged"), bodies, what);
        assert_eq!(fs::read(&stage.files("corrupt")[0]).unwrap(), content);
        let again = stage.play(NAME, "again");
        assert_eq!((again.said[0].as_str(), again.complaints().len()), ("0", 0));
    }
    fs::write(&file, []).unwrap();
    let empty = stage.play(NAME, "empty");
    assert_eq!((empty.said[0].as_str(), empty.complaints().len()), ("20", 0), "an empty file is a beginning");
}

#[test]
fn a_lock_that_others_hold_costs_one_second() {
    const NAME: &str = "trouble::a_lock_that_others_hold_costs_one_second";
    if scene().is_some() {
        return calls();
    }
    let (stage, file) = filled(NAME);
    fs::remove_file(&file).unwrap();
    let lock = File::options().write(true).open(file.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let begin = Instant::now();
    one_line(&stage.play(NAME, "locked"), "20", "is locked by another process");
    let took = begin.elapsed();
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(4), "{took:?}");
    assert!(!file.exists());
    lock.unlock().unwrap();
    assert!(stage.play(NAME, "free").complaints().is_empty() && file.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    const NAME: &str = "trouble::a_full_disk";
    if scene().is_some() {
        return calls();
    }
    let (stage, file) = filled(NAME);
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("/dev/full", &file).unwrap();
    one_line(&stage.play(NAME, "full"), "20", "No space left on device");
}

/// The user nobody may read the folder, but not write.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_can_only_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    const NAME: &str = "trouble::a_folder_that_can_only_be_read";
    if scene().is_some() {
        return calls();
    }
    let (stage, file) = filled(NAME);
    let folder = file.parent().unwrap();
    let program = stage.folder().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let play = |mode| {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        let command = stage.command(NAME, "read");
        let mut again = std::process::Command::new(&program);
        again.args(command.get_args());
        again.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        // Root may write everywhere, so it becomes somebody else.
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            again.uid(65_534);
        }
        let played = played(again);
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        played
    };
    let whole = fs::read(&file).unwrap();
    one_line(&play(0o555), "0", "new results are kept in memory only");
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let half = play(0o555);
    assert!(half.said[0].parse::<u64>().is_ok_and(|bodies| (1..20).contains(&bodies)), "{:?}", half.said);
    assert_eq!(half.complaints().len(), 1);
    fs::remove_file(&file).unwrap();
    one_line(&play(0o555), "20", "its results are kept in memory only");
    one_line(&play(0o000), "20", "its results are kept in memory only");
}

#[test]
fn nothing_is_written_without_a_folder_or_without_memos() {
    const NAME: &str = "trouble::nothing_is_written_without_a_folder_or_without_memos";
    match scene().as_deref() {
        Some("nomemo") => {
            (0..20).for_each(|_| assert_eq!(plain(3).len(), 3));
            say(bodies());
            assert!(plain_memo().disk_info().is_none());
        }
        Some(_) => calls(),
        None => {
            let stage = Stage::new();
            let mut homeless = stage.command(NAME, "homeless");
            homeless.env_remove("XDG_CACHE_HOME").env_remove("HOME").env_remove("LOCALAPPDATA");
            one_line(&played(homeless), "20", "knows no folder");
            let mut without = stage.command(NAME, "nomemo");
            without.env("BEDECK", "nomemo");
            assert_eq!(played(without).said, ["20"]);
            assert!(stage.files("results").is_empty());
        }
    }
}
