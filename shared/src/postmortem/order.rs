//! Sorting, made once. Each of std's sorts is made anew for every type, six kilobytes a time in the page.

/// Puts them in order; what is equal stays as it stood.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, |a, b| a > b);
}

/// The same, by a key.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a) > key(b));
}

fn sort_by<T>(items: &mut [T], is_behind: impl Fn(&T, &T) -> bool) {
    for (one, other) in exchanges(items.len(), &|a, b| is_behind(&items[a], &items[b])) {
        items.swap(one, other);
    }
}

/// The exchanges that bring so many into order.
fn exchanges(count: usize, is_behind: &dyn Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let order = merged(count, is_behind);
    // Which stands where by now, and where each stands.
    let mut there: Vec<usize> = (0..count).collect();
    let mut place = there.clone();
    let mut exchanges = Vec::new();
    for (at, wanted) in order.into_iter().enumerate() {
        let from = place[wanted];
        if from != at {
            let other = there[at];
            there[from] = other;
            place[other] = from;
            exchanges.push((at, from));
        }
    }
    exchanges
}

/// The order of so many: merged from runs that double in length.
fn merged(count: usize, is_behind: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut next = order.clone();
    let mut run = 1;
    while run < count {
        for from in (0..count).step_by(run * 2) {
            let (middle, end) = ((from + run).min(count), (from + run * 2).min(count));
            let (mut left, mut right) = (from, middle);
            for place in &mut next[from..end] {
                let second = left == middle || right < end && is_behind(order[left], order[right]);
                let taken = if second { &mut right } else { &mut left };
                *place = order[*taken];
                *taken += 1;
            }
        }
        std::mem::swap(&mut order, &mut next);
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
