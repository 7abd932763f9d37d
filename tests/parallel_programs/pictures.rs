//! Pictures, grids and fractals.

use bedeck::par;

use super::{programs, random};

pub(crate) type Pixel = [u8; 3];

programs! {
    pub(super) fn gray(pixels: &[Pixel], out: &mut [u8]) {
        for i in par(0..pixels.len()) {
            let [r, g, b] = pixels[i];
            out[i] = ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000) as u8;
        }
    }

    pub(super) fn invert(pixels: &mut [Pixel]) {
        for pixel in par(pixels.iter_mut()) {
            for channel in pixel.iter_mut() {
                *channel = 255 - *channel;
            }
        }
    }

    pub(super) fn blur(image: &[u8], width: usize, out: &mut [u8]) {
        let height = image.len() / width;
        for (y, row) in par(out.chunks_exact_mut(width).enumerate()) {
            for x in 0..width {
                let (mut sum, mut count) = (0_u32, 0);
                for dy in 0..3 {
                    for dx in 0..3 {
                        let (Some(y), Some(x)) = ((y + dy).checked_sub(1), (x + dx).checked_sub(1)) else {
                            continue;
                        };
                        if y < height && x < width {
                            sum += u32::from(image[y * width + x]);
                            count += 1;
                        }
                    }
                }
                row[x] = (sum / count) as u8;
            }
        }
    }

    pub(super) fn threshold(image: &mut [u8], at: u8) {
        for i in par(0..image.len()) {
            image[i] = if image[i] > at { 255 } else { 0 };
        }
    }

    pub(super) fn shades(image: &[u8]) -> Vec<u32> {
        #[cfg_attr(all(), allow(unused_mut))]
        let mut shades = vec![0; 256];
        for (shade, count) in par(shades.iter_mut().enumerate()) {
            *count = image.iter().filter(|own| usize::from(**own) == shade).count() as u32;
        }
        shades
    }

    pub(super) fn mandelbrot(width: usize, height: usize, most: u32) -> Vec<u32> {
        let mut counts = vec![0; width * height];
        for (y, row) in par(counts.chunks_mut(width).enumerate()) {
            for (x, count) in row.iter_mut().enumerate() {
                let (cx, cy) = (3.0 * x as f64 / width as f64 - 2.0, 2.0 * y as f64 / height as f64 - 1.0);
                let (mut zx, mut zy) = (0.0, 0.0);
                *count = loop {
                    if *count >= most || zx * zx + zy * zy > 4.0 {
                        break *count;
                    }
                    (zx, zy) = (zx * zx - zy * zy + cx, 2.0 * zx * zy + cy);
                    *count += 1;
                };
            }
        }
        counts
    }

    pub(super) fn generation(cells: &[bool], width: usize) -> Vec<bool> {
        let height = cells.len() / width;
        let mut next = vec![false; cells.len()];
        for at in par(0..cells.len()) {
            let (x, y) = (at % width, at / width);
            let mut neighbours = 0;
            for dy in [height - 1, 0, 1] {
                for dx in [width - 1, 0, 1] {
                    if (dx, dy) != (0, 0) && cells[(y + dy) % height * width + (x + dx) % width] {
                        neighbours += 1;
                    }
                }
            }
            next[at] = matches!((cells[at], neighbours), (true, 2) | (_, 3));
        }
        next
    }

    pub(super) fn heat(old: &[f64], new: &mut [f64], width: usize) {
        for i in par(0..new.len()) {
            let (x, y) = (i % width, i / width);
            if x == 0 || y == 0 || x == width - 1 || (y + 1) * width >= old.len() {
                new[i] = old[i];
                continue;
            }
            new[i] = 0.25 * (old[i - 1] + old[i + 1] + old[i - width] + old[i + width]);
        }
    }

    pub(super) fn difference(a: &[u8], b: &[u8]) -> u64 {
        let mut sum = 0;
        for (x, y) in par(a.iter().zip(b.iter())) {
            sum += u64::from(x.abs_diff(*y));
        }
        sum
    }

    pub(super) fn flipped(image: &[u8], width: usize) -> Vec<u8> {
        let mut out = vec![0; image.len()];
        for (to, from) in par(out.chunks_mut(width).zip(image.chunks(width))) {
            to.copy_from_slice(from);
            to.reverse();
        }
        out
    }

    pub(super) fn brightest(image: &[u8]) -> u8 {
        let mut most = 0;
        for pixel in par(image) {
            most = most.max(*pixel);
        }
        most
    }

    pub(super) fn rings(out: &mut [u8], width: usize) {
        let palette = |ring: usize| (ring * 37 % 256) as u8;
        for at in par(0..out.len()) {
            let (x, y) = (at % width, at / width);
            assert!(x < width, "{at} is no place");
            let ring = ((x * x + y * y) as f64).sqrt() as usize;
            out[at] = palette(ring);
        }
    }
}

#[test]
fn pixels() {
    let bytes: Vec<u8> = random(3 * 4000, 256).into_iter().map(|byte| byte as u8).collect();
    let pixels: Vec<Pixel> = bytes.chunks(3).map(|own| [own[0], own[1], own[2]]).collect();
    let mut grays = [vec![0; 4000], vec![0; 4000]];
    plain::gray(&pixels, &mut grays[0]);
    parallel::gray(&pixels, &mut grays[1]);
    assert_eq!(grays[0], grays[1]);
    let (mut one, mut other) = (pixels.clone(), pixels);
    plain::invert(&mut one);
    parallel::invert(&mut other);
    assert_eq!(one, other);
    let [image, mut same] = grays;
    assert_eq!(plain::shades(&image), parallel::shades(&image));
    assert_eq!(plain::brightest(&image), parallel::brightest(&image));
    assert_eq!(plain::flipped(&image, 40), parallel::flipped(&image, 40));
    assert_eq!(plain::difference(&image, &bytes), parallel::difference(&image, &bytes));
    let mut blurred = [vec![0; 4000], vec![0; 4000]];
    plain::blur(&image, 50, &mut blurred[0]);
    parallel::blur(&image, 50, &mut blurred[1]);
    assert_eq!(blurred[0], blurred[1]);
    plain::threshold(&mut blurred[0], 120);
    parallel::threshold(&mut blurred[1], 120);
    assert_eq!(blurred[0], blurred[1]);
    plain::rings(&mut blurred[0], 50);
    parallel::rings(&mut same, 50);
    assert_eq!(blurred[0], same);
}

#[test]
fn grids() {
    assert_eq!(plain::mandelbrot(60, 40, 100), parallel::mandelbrot(60, 40, 100));
    let mut cells: Vec<bool> = random(60 * 50, 3).into_iter().map(|n| n == 0).collect();
    for _ in 0..5 {
        let next = plain::generation(&cells, 60);
        assert_eq!(parallel::generation(&cells, 60), next);
        cells = next;
    }
    let old: Vec<f64> = random(3000, 100).into_iter().map(|n| n as f64).collect();
    let mut new = [vec![0.0; 3000], vec![0.0; 3000]];
    plain::heat(&old, &mut new[0], 60);
    parallel::heat(&old, &mut new[1], 60);
    assert_eq!(new[0], new[1]);
}
