//! Makes a picture, writes it as a PNG, reads it back, takes its colours away pixel by pixel, and writes that.
//!
//! ```text
//! 640 x 480 pixels, the mean shade is 127
//! parallel_grayscale::circles (examples/parallel_grayscale.rs:30): parallel loop, 1 run, 480 items: 1 in parallel on 1.9 cores
//! parallel_grayscale::grayscale (examples/parallel_grayscale.rs:21): parallel loop, 1 run, 307,200 items: 1 in parallel on 1.6 cores
//! ```

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use bedeck::{par, parallel};

type Pixel = [u8; 3];

/// As bright as the eye finds it (ITU-R BT.601).
#[parallel]
fn grayscale(pixels: &[Pixel], out: &mut [u8]) {
    for i in par(0..out.len()) {
        let [red, green, blue] = pixels[i].map(u32::from);
        out[i] = ((299 * red + 587 * green + 114 * blue) / 1000) as u8;
    }
}

/// Circles of colour.
#[parallel]
fn circles(width: usize, pixels: &mut [Pixel]) {
    for (y, row) in par(pixels.chunks_mut(width).enumerate()) {
        for (x, pixel) in row.iter_mut().enumerate() {
            let distance = |x0: usize, y0: usize| (x.abs_diff(x0).pow(2) + y.abs_diff(y0).pow(2)).isqrt();
            *pixel = [distance(0, 0), distance(width, 0), distance(width / 2, width)].map(|d| (d / 2 % 256) as u8);
        }
    }
}

fn write(path: &Path, width: u32, bytes: &[u8], color: png::ColorType) -> Result<(), Box<dyn Error>> {
    let height = u32::try_from(bytes.len() / color.samples())? / width;
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), width, height);
    encoder.set_color(color);
    encoder.write_header()?.write_image_data(bytes)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir();
    let (coloured, gray) = (folder.join("bedeck-circles.png"), folder.join("bedeck-gray.png"));
    let mut pixels = vec![[0; 3]; 640 * 480];
    circles(640, &mut pixels);
    write(&coloured, 640, pixels.as_flattened(), png::ColorType::Rgb)?;

    let mut reader = png::Decoder::new(BufReader::new(File::open(&coloured)?)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("too large a picture")?];
    let info = reader.next_frame(&mut bytes)?;
    let (pixels, _) = bytes[..info.buffer_size()].as_chunks::<3>();
    let mut out = vec![0; pixels.len()];
    grayscale(pixels, &mut out);
    write(&gray, info.width, &out, png::ColorType::Grayscale)?;

    let mean = out.iter().map(|shade| u64::from(*shade)).sum::<u64>() / out.len() as u64;
    println!("{} x {} pixels, the mean shade is {mean}", info.width, info.height);
    for path in [coloured, gray] {
        std::fs::remove_file(path)?;
    }
    eprint!("{}", bedeck::explain());
    Ok(())
}
