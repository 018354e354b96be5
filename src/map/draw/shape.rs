//! Shapes as SVG paths, and the little geometry that lines and grounds need.

use crate::map::layout::Point;
use std::fmt::Write as _;

/// A box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Box2 {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Box2 {
    pub(crate) fn around(centre: Point, width: f64, height: f64) -> Self {
        Self {
            left: centre.x - width / 2.0,
            top: centre.y - height / 2.0,
            right: centre.x + width / 2.0,
            bottom: centre.y + height / 2.0,
        }
    }

    /// The box around all; of none a small one.
    pub(crate) fn of_all(boxes: &[Box2]) -> Self {
        boxes
            .iter()
            .copied()
            .reduce(|a, b| Self {
                left: a.left.min(b.left),
                top: a.top.min(b.top),
                right: a.right.max(b.right),
                bottom: a.bottom.max(b.bottom),
            })
            .unwrap_or(Self {
                left: 0.0,
                top: 0.0,
                right: 200.0,
                bottom: 40.0,
            })
    }

    pub(crate) fn centre(&self) -> Point {
        Point {
            x: (self.left + self.right) / 2.0,
            y: (self.top + self.bottom) / 2.0,
        }
    }

    pub(crate) fn overlaps(&self, other: &Box2) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Where the way from the centre to a point leaves the ellipse inside the box: near where it leaves a shape with cut corners.
    pub(crate) fn round_edge_towards(&self, to: Point) -> Point {
        let from = self.centre();
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (wide, high) = (
            (self.right - self.left) / 2.0,
            (self.bottom - self.top) / 2.0,
        );
        let (a, b) = (dx / wide.max(1e-9), dy / high.max(1e-9));
        let part = 1.0 / (a * a + b * b).sqrt().max(1.0);
        Point {
            x: from.x + dx * part,
            y: from.y + dy * part,
        }
    }

    /// Where the way from the centre to a point leaves the box.
    pub(crate) fn edge_towards(&self, to: Point) -> Point {
        let from = self.centre();
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (wide, high) = (
            (self.right - self.left) / 2.0,
            (self.bottom - self.top) / 2.0,
        );
        let share = |length: f64, delta: f64| {
            if delta.abs() < 1e-9 {
                f64::INFINITY
            } else {
                length / delta.abs()
            }
        };
        let part = share(wide, dx).min(share(high, dy)).min(1.0);
        Point {
            x: from.x + dx * part,
            y: from.y + dy * part,
        }
    }
}

/// A closed path through points.
pub(crate) fn path(points: &[Point]) -> String {
    let mut out = String::new();
    for (number, point) in points.iter().enumerate() {
        let _ = write!(
            out,
            "{}{:.1} {:.1}",
            if number == 0 { 'M' } else { 'L' },
            point.x,
            point.y
        );
    }
    out.push('Z');
    out
}

/// The head of an arrow that ends at `to`.
pub(crate) fn arrow(from: Point, to: Point, size: f64) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = (dx * dx + dy * dy).sqrt().max(1e-6);
    let (ux, uy) = (dx / length, dy / length);
    let back = Point {
        x: to.x - ux * size,
        y: to.y - uy * size,
    };
    let side = |sign: f64| Point {
        x: back.x - uy * sign * size * 0.42,
        y: back.y + ux * sign * size * 0.42,
    };
    path(&[to, side(1.0), side(-1.0)])
}

/// The convex hull of boxes: Andrew's monotone chain (1979).
pub(crate) fn hull(boxes: &[Box2]) -> Vec<Point> {
    let mut points: Vec<Point> = boxes
        .iter()
        .flat_map(|b| {
            [
                (b.left, b.top),
                (b.right, b.top),
                (b.right, b.bottom),
                (b.left, b.bottom),
            ]
            .map(|(x, y)| Point { x, y })
        })
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let turns =
        |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = chain.as_slice() {
                if turns(*a, *b, point) > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

/// Whether a convex polygon holds a point.
pub(crate) fn holds(polygon: &[Point], point: Point) -> bool {
    polygon.len() > 2
        && polygon
            .iter()
            .zip(polygon.iter().cycle().skip(1))
            .all(|(a, b)| (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) >= 0.0)
}

/// A shape of Graphviz as elements of SVG.
pub(crate) fn outline(shape: &str, at: Box2) -> String {
    let Box2 {
        left,
        top,
        right,
        bottom,
    } = at;
    let (width, height) = (right - left, bottom - top);
    let centre = at.centre();
    let points = |list: &[(f64, f64)]| {
        let points: Vec<Point> = list
            .iter()
            .map(|(x, y)| Point {
                x: left + width * x,
                y: top + height * y,
            })
            .collect();
        format!("<path d=\"{}\"/>", path(&points))
    };
    // Corners that are as wide as they are high, however long the shape.
    let corner = (height * 0.32 / width).min(0.2);
    match shape {
        "ellipse" | "oval" => format!(
            "<ellipse cx=\"{:.1}\" cy=\"{:.1}\" rx=\"{:.1}\" ry=\"{:.1}\"/>",
            centre.x,
            centre.y,
            width / 2.0,
            height / 2.0
        ),
        "hexagon" => points(&[
            (corner, 0.0),
            (1.0 - corner, 0.0),
            (1.0, 0.5),
            (1.0 - corner, 1.0),
            (corner, 1.0),
            (0.0, 0.5),
        ]),
        "octagon" => points(&[
            (corner, 0.0),
            (1.0 - corner, 0.0),
            (1.0, 0.3),
            (1.0, 0.7),
            (1.0 - corner, 1.0),
            (corner, 1.0),
            (0.0, 0.7),
            (0.0, 0.3),
        ]),
        "house" => points(&[
            (0.5, -0.12),
            (1.0, 0.16),
            (1.0, 1.0),
            (0.0, 1.0),
            (0.0, 0.16),
        ]),
        "invhouse" => points(&[
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 0.84),
            (0.5, 1.12),
            (0.0, 0.84),
        ]),
        "cds" => points(&[
            (0.0, 0.0),
            (1.0 - corner, 0.0),
            (1.0, 0.5),
            (1.0 - corner, 1.0),
            (0.0, 1.0),
        ]),
        "note" => format!(
            "{}{}",
            points(&[
                (0.0, 0.0),
                (1.0 - corner, 0.0),
                (1.0, 0.3),
                (1.0, 1.0),
                (0.0, 1.0)
            ]),
            points(&[(1.0 - corner, 0.0), (1.0 - corner, 0.3), (1.0, 0.3)])
        ),
        "box3d" => format!(
            "{}{}",
            points(&[
                (0.0, 0.12),
                (0.03, 0.0),
                (1.0, 0.0),
                (1.0, 0.88),
                (0.97, 1.0),
                (0.0, 1.0)
            ]),
            points(&[
                (0.0, 0.12),
                (0.97, 0.12),
                (0.97, 1.0),
                (0.97, 0.12),
                (1.0, 0.0),
                (0.97, 0.12)
            ])
        ),
        "component" => format!(
            "{}{}{}",
            points(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]),
            tab(left, top + height * 0.2, height * 0.16),
            tab(left, top + height * 0.64, height * 0.16)
        ),
        "cylinder" => {
            let cap = (height * 0.14).min(6.0);
            format!(
                "<path d=\"M{left:.1} {:.1}A{r:.1} {cap:.1} 0 0 1 {right:.1} {:.1}V{:.1}A{r:.1} {cap:.1} 0 0 1 {left:.1} {:.1}Z\"/>\
                 <path fill=\"none\" d=\"M{left:.1} {:.1}A{r:.1} {cap:.1} 0 0 0 {right:.1} {:.1}\"/>",
                top + cap,
                top + cap,
                bottom - cap,
                bottom - cap,
                top + cap,
                top + cap,
                r = width / 2.0
            )
        }
        "plaintext" => String::new(),
        _ => format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\"/>"
        ),
    }
}

fn tab(left: f64, top: f64, height: f64) -> String {
    format!(
        "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"7\" height=\"{height:.1}\"/>",
        left - 3.5
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leaves_a_box_at_its_edge() {
        let one = Box2::around(Point { x: 0.0, y: 0.0 }, 20.0, 10.0);
        let right = one.edge_towards(Point { x: 100.0, y: 0.0 });
        assert!((right.x - 10.0).abs() < 1e-9 && right.y.abs() < 1e-9);
        let down = one.edge_towards(Point { x: 0.0, y: 100.0 });
        assert!((down.y - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_hull_holds_what_it_was_made_of() {
        let boxes = [
            Box2::around(Point { x: 0.0, y: 0.0 }, 2.0, 2.0),
            Box2::around(Point { x: 10.0, y: 3.0 }, 2.0, 2.0),
            Box2::around(Point { x: 4.0, y: 9.0 }, 2.0, 2.0),
        ];
        let hull = hull(&boxes);
        assert!(boxes.iter().all(|b| holds(&hull, b.centre())));
        assert!(!holds(&hull, Point { x: 10.0, y: 10.0 }));
        assert!(holds(&hull, Point { x: 5.0, y: 4.0 }));
    }
}
