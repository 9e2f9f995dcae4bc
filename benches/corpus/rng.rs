//! Random numbers that are the same on every machine.

/// What a sequence of numbers is for: each thing of the corpus has one of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Actor = 1,
    ActorBody,
    Event,
    EventBody,
    Report,
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(stream: Stream, index: usize) -> Self {
        // One step in between, so that neighbouring numbers have sequences that share nothing.
        let mut seed = Self((stream as u64) << 48 ^ index as u64);
        Self(seed.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, per_cent: usize) -> bool {
        self.below(100) < per_cent
    }

    /// One of the list.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Draws 0, 1, 2 … with weights that fall as 1, 2^-s, 3^-s …
pub(super) struct Zipf(Vec<u64>);

impl Zipf {
    /// The exponent is three quarters because two square roots make it, and IEEE 754 rounds those alike everywhere;
    /// a power would come from the machine's library.
    pub(super) fn new(count: usize) -> Self {
        let mut total = 0;
        let sums = (1..=count).map(|rank| {
            let root = (rank as f64).sqrt();
            total += (f64::from(1u32 << 30) / (root * root.sqrt())) as u64;
            total
        });
        Self(sums.collect())
    }

    pub(super) fn draw(&self, rng: &mut Rng) -> usize {
        let total = self.0.last().copied().unwrap_or(1);
        let at = rng.below(total as usize) as u64;
        self.0.partition_point(|sum| *sum <= at)
    }
}
