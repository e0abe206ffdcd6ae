//! Lines that wait for their prompt. Knows no browser.

/// Bytes that may wait, from one paste or several.
const MOST_BYTES: usize = 64 << 20;

/// The lines, as one text: a paste may have a million of them.
#[derive(Debug, Default)]
pub struct Queue {
    text: String,
    /// Where the next line begins.
    at: usize,
    lines: usize,
}

impl Queue {
    /// How many lines wait.
    pub fn len(&self) -> usize {
        self.lines
    }

    /// Appends a text's lines; false where there is no more room for them.
    pub fn push(&mut self, text: &str) -> bool {
        if self.text.len() - self.at + text.len() > MOST_BYTES {
            return false;
        }
        if self.lines == 0 {
            (self.text, self.at) = (String::new(), 0);
        }
        self.text.push_str(text);
        self.text.push('\n');
        self.lines += 1 + text.bytes().filter(|b| *b == b'\n').count();
        true
    }

    /// The next line.
    pub fn pop(&mut self) -> Option<String> {
        let (line, _) = self.text.get(self.at..)?.split_once('\n')?;
        let line = line.to_owned();
        self.at += line.len() + 1;
        self.lines -= 1;
        Some(line)
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_out_as_they_went_in() {
        let mut queue = Queue::default();
        assert_eq!(queue.pop(), None);
        assert!(queue.push("a\n\nb") && queue.push(""));
        assert_eq!(queue.len(), 4);
        let lines: Vec<String> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(lines, ["a", "", "b", ""]);
        assert_eq!(queue.len(), 0);
        assert!(queue.push("c"));
        assert_eq!((queue.pop().as_deref(), queue.pop()), (Some("c"), None));
    }

    #[test]
    fn it_is_bounded_and_can_be_emptied() {
        let mut queue = Queue::default();
        let half = "x".repeat(MOST_BYTES / 2);
        assert!(queue.push(&half) && queue.push(&half[..half.len() - 2]));
        assert!(!queue.push("yy"));
        queue.clear();
        assert!(queue.push("yy"));
        assert_eq!(queue.len(), 1);
    }
}
