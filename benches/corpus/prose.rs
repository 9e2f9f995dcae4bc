//! Sentences with gaps, and what fills them.
//!
//! Gaps: `@` an actor, `^` a country, `~` a place, `#` a small number, `%` a large one, `*` goods, `_` a time,
//! `+` somebody who counted.

use super::names::place;
use super::rng::Rng;
use super::words::{COUNTRIES, GOODS, OBSERVERS, TIMES};
use super::{Actor, Corpus};

/// Sentences of reports.
pub(super) const SENTENCES: [&str; 32] = [
    "Shelling near ~ stopped _, and people who had hidden in cellars walked out to look for bread and * at the market.",
    "@ said that its engineers would clear the road to ~ within # days if the rain allowed it.",
    "About % people left ~ with carts and handbarrows, most of them towards relatives in the hills.",
    "The ferry at ~ carried * again _, although @ still searches every passenger on the far bank.",
    "Officials from ^ met @ behind closed shutters and left without a word to the crowd that waited outside.",
    "+ counted # damaged houses along the canal, twice as many as after the last attack.",
    "A letter signed by @ asks ^ to let lorries with * through the northern gate.",
    "No one in ~ could say whether @ had ordered the retreat or had only heard of it later.",
    "The price of * in ~ rose by # per cent, and bakers there work only every second day.",
    "Doctors treated # patients in a school hall, because the clinic in ~ has had no power since spring.",
    "@ and @ blame each other for the fire, and neither let the investigators of ^ see the warehouse.",
    "Teachers in ~ opened # classrooms _ and asked parents to bring chairs, chalk and drinking water.",
    "According to +, at least % families sleep under plastic sheets on the slope above ~.",
    "The envoy of ^ flew to ~ _ with a draft of # pages that @ had already refused once.",
    "Fishermen found the harbour of ~ closed by a chain, which @ calls a measure of safety.",
    "A column of @ moved through ~ _ and took three wells that farmers had dug by hand.",
    "Rain turned the camp near ~ to mud, and + asked for % metres of rope and as many pegs.",
    "In ^ the cabinet spoke for # hours about the border and put off every decision.",
    "@ returned # captives at the old mill, and their families waited there until dark.",
    "The telephone mast above ~ is silent, so news of @ comes with drivers who sell *.",
    "Only # of the planned wells give water, said +, and two of these are salty.",
    "Traders from ^ wait with * at the crossing, while @ checks each sack with an iron rod.",
    "The mayor of ~ thanked @ for the generators and asked who would pay for the fuel.",
    "Women in ~ cook for % people a day, and the flour that ^ promised has not come.",
    "@ has not been seen in ~ since the spring floods, whatever the posters say.",
    "Guards fired into the air _ when % people pressed towards the gates of the depot.",
    "The bridge at ~ bears carts but no lorries, and repairs would take # weeks.",
    "A court in ^ dropped the case against a driver of @, because the papers had burnt.",
    "Both sides accept the list of # villages that + drew up, and quarrel about its order.",
    "Seed for % farms lies in a store in ~, to which only @ has the key.",
    "The truce between @ and @ ends _, and nobody has proposed a new date.",
    "Vaccination teams reached # hamlets around ~ and found that many children had been hidden from them.",
];

/// Titles of reports.
pub(super) const TITLES: [&str; 10] = [
    "~ waits for * as roads stay closed",
    "@ leaves ~ after a week of talks",
    "Weekly report from ~: % people on the move",
    "Truce near ~ holds for # days",
    "^ reopens its crossing to ~",
    "Clinics in ~ run short of dressings",
    "@ and @ trade blame over ~",
    "Floods cut ~ off from ^",
    "Markets in ~ open under guard",
    "Wells fail around ~",
];

/// Items of lists.
pub(super) const ITEMS: [&str; 8] = [
    "% people newly arrived in ~",
    "# wells out of use near ~",
    "the road to ~ closed to lorries _",
    "* at # per cent above last month's price",
    "@ reported at the crossing to ^",
    "# schools used as shelters",
    "no contact with the office of @ in ~",
    "fuel for # days in the stores of ~",
];

/// What people say.
pub(super) const QUOTES: [&str; 5] = [
    "We have counted every sack twice, and there is not enough * for ~.",
    "Ask @ who holds the key; we have asked for # days.",
    "My family will go home when the well in ~ gives water again, not before.",
    "^ can open the gate tomorrow if it wants to.",
    "Nobody here wants another winter under plastic.",
];

/// What is said of actors, after their name.
pub(super) const DEEDS: [&str; 6] = [
    "has worked in ~ and in villages around it for # years.",
    "became known in ^ through the long talks about the river.",
    "keeps a house in ~, which neighbours describe as a store for *.",
    "speaks for about % people, as far as + can tell.",
    "has quarrelled with offices in ^ over taxes on *.",
    "publishes an account of its work _, though few read it.",
];

/// What is said of events.
pub(super) const COURSE: [&str; 5] = [
    "It began _ near ~, and @ was on the spot within hours.",
    "+ spoke of % people who had to leave their homes.",
    "Help came from ^ with lorries full of *.",
    "@ promised an account of what went wrong and has not given one.",
    "Traces of it can be seen in ~ to this day.",
];

/// What fills gaps: the names that a text is about, and the rest from the whole corpus.
pub(super) struct Filler<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) actors: Vec<&'a Actor>,
    pub(super) countries: Vec<usize>,
    pub(super) places: [String; 2],
}

impl<'a> Filler<'a> {
    pub(super) fn new(corpus: &'a Corpus, actors: &[usize], countries: &[usize], rng: &mut Rng) -> Self {
        let actors = actors.iter().map(|index| &corpus.actors[*index]).collect();
        Self { corpus, actors, countries: countries.to_vec(), places: [place(rng), place(rng)] }
    }

    /// A sentence that starts with a capital.
    pub(super) fn fill(&self, sentence: &str, rng: &mut Rng) -> String {
        let mut text = String::with_capacity(sentence.len() + 60);
        for c in sentence.chars() {
            match c {
                '@' => text.push_str(self.actor(rng)),
                '^' => text.push_str(self.country(rng)),
                '~' => text.push_str(&self.places[rng.below(2)]),
                '#' => text.push_str(&rng.between(3, 60).to_string()),
                '%' => text.push_str(&(rng.between(4, 900) * 50).to_string()),
                '*' => text.push_str(rng.pick(GOODS)),
                '_' => text.push_str(rng.pick(TIMES)),
                '+' => text.push_str(rng.pick(OBSERVERS)),
                other => text.push(other),
            }
        }
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        text
    }

    fn actor(&self, rng: &mut Rng) -> &'a str {
        if rng.below(8) == 0 {
            return &self.corpus.actors[self.corpus.draw_actor.draw(rng)].name;
        }
        let actor = self.actors[rng.below(self.actors.len())];
        let name = rng.below(1 + actor.aliases.len());
        if name == 0 { &actor.name } else { &actor.aliases[name - 1] }
    }

    fn country(&self, rng: &mut Rng) -> &'static str {
        let unlisted = rng.below(8) == 0;
        let drawn =
            if unlisted { self.corpus.draw_country.draw(rng) } else { self.countries[rng.below(self.countries.len())] };
        COUNTRIES[drawn].1
    }
}
