//! Amounts of memory as users write them: `"64MiB"`.

/// Bytes, of a whole number and a unit.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let scale = scale(unit.trim()).filter(|_| !number.is_empty());
    let Some(scale) = scale else {
        return Err(format!(
            "`{text}` is not an amount of memory: write a whole number and one of `B`, `kB`, `MB`, `GB`, `KiB`, `MiB`, \
             `GiB`, as in \"64MiB\""
        ));
    };
    let bytes = number.replace('_', "").parse::<u64>().ok().and_then(|number| number.checked_mul(scale));
    bytes.ok_or_else(|| format!("`{text}` is more bytes than 64 bits hold: write a smaller amount"))
}

/// The bytes in one of the unit.
fn scale(unit: &str) -> Option<u64> {
    Some(match unit {
        "" | "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit() {
        assert_eq!(bytes("64MiB"), Ok(64 << 20));
        assert_eq!(bytes(" 1_000 kB "), Ok(1_000_000));
        assert_eq!([bytes("7"), bytes("7B"), bytes("1 GiB")], [Ok(7), Ok(7), Ok(1 << 30)]);
        assert_eq!(
            [bytes("1KB"), bytes("1MB"), bytes("1GB"), bytes("1KiB")],
            [1_000, 1_000_000, 1_000_000_000, 1024].map(Ok)
        );
    }

    #[test]
    fn what_is_no_amount() {
        for text in ["", "MiB", "64Mb", "1.5MiB", "-1B", "many"] {
            assert!(bytes(text).unwrap_err().contains("is not an amount of memory"), "{text}");
        }
        assert!(bytes("99999999999GiB").is_err());
    }
}
