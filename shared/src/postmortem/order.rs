//! Sorting, made once. Each of std's sorts is made anew for every type, six kilobytes a time in the page.

use std::cmp::Ordering;

/// Puts them in order; what is equal stays as it stood.
pub fn sort<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
}

/// The same, by a key.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = merged(items.len(), &|a, b| compare(&items[a], &items[b]) == Ordering::Greater);
    let mut from: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| from[at].take()));
}

/// The order of so many: merged from runs that double in length.
fn merged(count: usize, is_behind: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut run = 1;
    while run < count {
        let mut next = Vec::with_capacity(count);
        for pair in order.chunks(run * 2) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let ([first, others @ ..], [second, rest @ ..]) = (left, right) {
                if is_behind(*first, *second) {
                    next.push(*second);
                    right = rest;
                } else {
                    next.push(*first);
                    left = others;
                }
            }
            next.extend(left);
            next.extend(right);
        }
        order = next;
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_std_sorts(numbers in prop::collection::vec(0..20_i32, 0..70)) {
            let mut ours: Vec<(i32, usize)> = numbers.into_iter().zip(0..).collect();
            let mut theirs = ours.clone();
            sort_by_key(&mut ours, |(number, _)| *number);
            theirs.sort_by_key(|(number, _)| *number);
            prop_assert_eq!(&ours, &theirs);
            ours.reverse();
            sort(&mut ours);
            prop_assert_eq!(ours, theirs);
        }
    }
}
