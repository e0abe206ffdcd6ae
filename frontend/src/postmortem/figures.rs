//! How a figure moved, in a line.

use ride_shared::postmortem::{Figure, value};

/// Values that are shown from each end.
const EACH_END: usize = 5;

/// `2 % → 31 % → 0.2 %`; of many only those at both ends.
pub fn moved(figure: &Figure) -> String {
    let points = &figure.points;
    let told = |range: std::ops::Range<usize>| points[range].iter().map(|point| value(figure, point));
    let shown: Vec<String> = if points.len() > 2 * EACH_END {
        told(0..EACH_END).chain(["\u{2026}".to_owned()]).chain(told(points.len() - EACH_END..points.len())).collect()
    } else {
        told(0..points.len()).collect()
    };
    shown.join(" \u{2192} ")
}

#[cfg(test)]
mod tests {
    use ride_shared::postmortem::Point;

    use super::*;

    #[test]
    fn figures_move() {
        let figure = |values: &[f64]| Figure {
            name: "Error rate".to_owned(),
            unit: "%".to_owned(),
            limit: None,
            points: values.iter().map(|value| Point { at: None, value: *value, text: None }).collect(),
        };
        assert_eq!(moved(&figure(&[])), "");
        assert_eq!(moved(&figure(&[31.0, 0.2])), "31 % \u{2192} 0.2 %");
        let many = moved(&figure(&[1.0; 40]));
        assert_eq!(many.matches("1 %").count(), 10);
        assert!(many.contains("\u{2026}"), "{many}");
    }
}
