//! What a name is part of where it is not what it seems, each beside neighbours that go on being linked. All people and
//! bodies in it are invented.

const ACTORS: &[(&str, &str)] = &[
    ("tom-orrell", "name: Tom Orrell\nkind: person"),
    ("lena-vashti", "name: Lena Vashti\nkind: person"),
    ("agnes-pell", "name: Sister Agnes Pell\nkind: person"),
    ("will-grant", "name: Will Grant\nkind: person"),
    ("mark-fields", "name: Mark Fields\nkind: person"),
    ("ana-bishop", "name: Ana Bishop\nkind: person"),
    ("chad-marlow", "name: Chad Marlow\nkind: person"),
    ("harbour-board", "name: Harbour Board\nkind: agency\nweak_aliases: [the board]"),
    ("reserve-bank", "name: Reserve Bank\nkind: agency\ncountry: KEN"),
    ("unity-front", "name: Unity Front\nkind: political-party\naliases: [UF]"),
    ("lion-guard", "name: Lion Guard\nkind: armed-group\naliases: [the Guard]"),
    ("st-alban", "name: St Alban\nkind: ngo"),
    ("march", "name: March\nkind: media"),
    ("dawn", "name: Dawn\nkind: political-party"),
    ("hope", "name: Hope\nkind: ngo"),
    ("the-post", "name: The Post\nkind: media"),
];

const EVENTS: &[(&str, &str)] = &[("pier-talks", "name: Pier Talks\nwhen: 2025-03")];

/// What is found in a report with this body, but for the first paragraph of it, as `id surface`, joined by commas.
fn found_after(first: &str, body: &str) -> String {
    let head = format!("---\ntitle: R\ndate: 2025-10-21\n---\n\n{first}\n\n");
    let site = crate::site_with(ACTORS, EVENTS, format!("{head}{body}\n"));
    let entry = &site.base.reports[0];
    let mentions = entry.prose.found.mentions.iter().filter(|mention| mention.span.start as usize >= head.len());
    let rows: Vec<String> = mentions
        .map(|mention| {
            let surface = entry.document.file.slice(mention.span);
            format!("{} {surface}", site.base.entities[mention.entity.at()].code())
        })
        .collect();
    rows.join(", ")
}

/// Nothing is found in any of these after the first paragraph.
#[track_caller]
fn refused(first: &str, bodies: &[&str]) {
    let wrong: Vec<String> = bodies
        .iter()
        .map(|body| format!("{body} => {}", found_after(first, body)))
        .filter(|row| !row.ends_with("=> "))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each of these has this mention after the first paragraph, and nothing else.
#[track_caller]
fn kept(first: &str, mention: &str, bodies: &[&str]) {
    let wrong: Vec<String> = bodies
        .iter()
        .map(|body| (body, found_after(first, body)))
        .filter(|(_, found)| found != mention)
        .map(|(body, found)| format!("{body} => {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const TOM: &str = "Tom Orrell spoke.";

#[test]
fn a_last_name_of_a_place_a_ship_or_a_storm_is_no_persons() {
    refused(
        TOM,
        &[
            "Mount Orrell erupted.",
            "They swam in Lake Orrell.",
            "Port Orrell was shut.",
            "Fort Orrell fell.",
            "Hurricane Orrell hit the coast.",
            "Storm Orrell hit the coast.",
            "Operation Orrell began.",
            "USS Orrell sank.",
            "The Orrell sank.",
            "The tanker Orrell was hit.",
            "The village of Orrell was flooded.",
            "They drove north of Orrell.",
            "Residents of Orrell fled.",
            "In Orrell, near Wigan, it rained.",
            "A fire broke out in Orrell on Monday.",
            "Orrell, a town of 4,000, was flooded.",
            "Orrell, near Wigan, was flooded.",
            "In Orrell, Nebraska, it rained.",
        ],
    );
    kept(
        TOM,
        "tom-orrell Orrell",
        &[
            "Orrell, a town councillor, spoke.",
            "Orrell, the mayor of the town of Wigan, spoke.",
            "Orrell, near tears, spoke.",
            "The trust in Orrell is great.",
            "In Orrell's view it is over.",
            "The plan of Orrell failed.",
            "Orrell sank into a chair.",
            "In Wigan Orrell spoke.",
        ],
    );
}

#[test]
fn a_last_name_of_a_family_or_a_firm_is_no_persons() {
    refused(
        TOM,
        &[
            "The Orrell family spoke.",
            "The late Orrell family home burned.",
            "Orrell & Sons shipped grain.",
            "Orrell & Smithers shipped grain.",
            "Smithers & Orrell shipped grain.",
            "Orrell and Sons shipped grain.",
            "Orrell's Bakery reopened.",
            "Orrell Farm was shut.",
            "Uncle Orrell spoke.",
            "Orrell Jr spoke.",
            "Orrell senior spoke.",
            "The van Orrell house burned.",
            "Then al-Orrell spoke.",
            "De Orrell spoke.",
        ],
    );
    kept(
        TOM,
        "tom-orrell Orrell",
        &[
            "Orrell's speech was long.",
            "Orrell's Green Party won.",
            "Orrell's Ministry was shut.",
            "Orrell's Twitter account was shut.",
            "Anti-Orrell crowds left.",
            "The Orrell plan failed.",
            "The Orrell government fell.",
            "An Orrell-led team left.",
            "Minister Orrell spoke.",
            "\"No,\" said Orrell.",
            "Orrell, the chair, said no.",
            "The pro-Orrell crowd left.",
            "Yesterday Orrell spoke.",
            "But Orrell spoke.",
        ],
    );
}

#[test]
fn a_form_of_address_has_to_be_the_persons() {
    refused(
        TOM,
        &[
            "Mrs Orrell spoke.",
            "Miss Orrell, a pupil, spoke.",
            "Ms Orrell spoke.",
            "Lady Orrell spoke.",
            "Sister Orrell taught.",
        ],
    );
    refused("Lena Vashti spoke.", &["Mr Vashti spoke.", "Lady Vashti spoke.", "St Vashti was shut."]);
    kept(
        TOM,
        "tom-orrell Orrell",
        &["Mr Orrell spoke.", "Dr Orrell spoke.", "General Orrell spoke.", "Sir Orrell spoke."],
    );
    kept("Lena Vashti spoke.", "lena-vashti Vashti", &["Mrs Vashti spoke.", "Ms Vashti spoke.", "Prof. Vashti spoke."]);
    kept("Lady Lena Vashti spoke.", "lena-vashti Vashti", &["Lady Vashti spoke."]);
    kept("Sister Agnes Pell spoke.", "agnes-pell Pell", &["Sister Pell spoke."]);
}

#[test]
fn a_full_name_with_more_of_a_name_beside_it_is_somebody_elses() {
    refused(
        "It rained.",
        &[
            "Tom Orrell Smithers spoke.",
            "Tom Orrell Jr spoke.",
            "Tom Orrell II spoke.",
            "Mary Tom Orrell spoke.",
            "They met Mary Tom Orrell.",
        ],
    );
    kept(
        "It rained.",
        "tom-orrell Tom Orrell",
        &[
            "Tom Orrell spoke.",
            "Chairman Tom Orrell spoke.",
            "In Wigan Tom Orrell spoke.",
            "Yesterday Tom Orrell spoke.",
            "On Monday Tom Orrell spoke.",
            "Tom Orrell, Mary Smithers and Lee met.",
            "Tom Orrell's Bakery opened.",
            "Tom Orrell MP spoke.",
        ],
    );
}

#[test]
fn a_first_name_that_is_anothers_makes_another_person() {
    kept("It rained.", "will-grant Will Grant", &["Lou Grant and Will Grant met."]);
    refused(TOM, &["Sarah Smithers Orrell spoke. Orrell smiled."]);
    kept("It rained.", "tom-orrell Tom Orrell, tom-orrell Orrell", &["Tom Orrell and Lee met. Orrell spoke."]);
}

#[test]
fn a_name_within_a_longer_one_is_another_bodys() {
    refused(
        "It rained.",
        &[
            "European Harbour Board met.",
            "The Lagos Harbour Board met.",
            "The Harbour Board of Lagos met.",
            "Unity Front for Democracy met.",
            "The Unity Front-Renewal met.",
            "The anti-Unity Front crowd met.",
            "The Unity Front II met.",
            "Pier Talks II began.",
            "The Pier Talks of 2019 failed.",
            "The 2019 Pier Talks failed.",
            "St Alban Ambulance came.",
            "St Alban the Martyr was praised.",
            "St Alban's Gate was shut.",
            "St Alban Smithers spoke.",
        ],
    );
    assert_eq!(found_after("It rained.", "Harbour Board of Kenya met."), "KEN Kenya");
    assert_eq!(found_after("It rained.", "The Harbour Board of Kenya met."), "KEN Kenya");
    assert_eq!(found_after("It rained.", "Reserve Bank of Peru met."), "PER Peru");
    assert_eq!(found_after("It rained.", "Reserve Bank of Kenya met."), "reserve-bank Reserve Bank, KEN Kenya");
    kept(
        "It rained.",
        "harbour-board Harbour Board",
        &[
            "The Harbour Board met.",
            "Yesterday Harbour Board members met.",
            "In Lagos Harbour Board members met.",
            "On Monday the Harbour Board met.",
            "Harbour Board Director Smithers left.",
            "The Harbour Board of Governor Smithers met.",
            "The former Harbour Board met.",
            "The Harbour Board-led talks began.",
            "The Harbour Board asked for Democracy Street to be shut.",
        ],
    );
    kept(
        "It rained.",
        "pier-talks Pier Talks",
        &["The Pier Talks of 2025 began.", "The Pier Talks began in 2025.", "The March Pier Talks began."],
    );
    kept("It rained.", "st-alban St Alban", &["St Alban sent aid.", "St Alban's staff left."]);
}

#[test]
fn an_acronym_of_something_else_is_not_the_actors() {
    refused(
        "It rained.",
        &["University of Flores (UF) students met.", "The ultra-filtration (UF) plant was shut. UF is dear."],
    );
    kept(
        "It rained.",
        "unity-front UF",
        &["UF spoke.", "UF (in the north) spoke.", "A party (UF) spoke.", "The front in the north (UF) spoke."],
    );
    assert_eq!(
        found_after("It rained.", "The Unity Front (UF) met the University of Flores (UF). UF left."),
        "unity-front Unity Front, unity-front UF, unity-front UF"
    );
}

#[test]
fn a_first_name_that_is_a_country_is_the_persons_where_the_report_has_the_person() {
    refused(
        "Chad Marlow spoke.",
        &["Chad said he was tired.", "Chad's wife wept.", "Chad, who is 40, was tired.", "They met Chad."],
    );
    kept(
        "Chad Marlow spoke.",
        "TCD Chad",
        &[
            "They fled to Chad.",
            "The president of Chad spoke.",
            "It rained in Chad.",
            "Chad's army left.",
            "Northern Chad was flooded.",
        ],
    );
    kept("It rained.", "TCD Chad", &["Chad said it would.", "Chad's budget was cut.", "They met Chad."]);
}

#[test]
fn people_ships_villages_and_books_that_bear_the_name_of_a_country_are_none() {
    refused(
        "It rained.",
        &[
            "Jamaica Ormsby read from her book.",
            "Danish Ormani took the picture.",
            "Roman Polish spoke.",
            "President Jordan spoke.",
            "Princess Monaco spoke.",
            "Ghana Must Go sold well.",
            "Gibraltar Point was shut.",
            "The ship Angola sank.",
            "The Angola sank off the coast.",
            "The tanker \"Panama\" was hit.",
            "The village of Poland was flooded.",
            "The Mozambique channel was calm.",
            "Cyprus trees burned.",
            "They ate Turkey and ham.",
            "LET US PRAY, the sign said.",
            "TELL US MORE, the crowd shouted.",
            "HELP US, the sign said.",
            "Bank of Ghana shares rose.",
            "The Bank of Israel met.",
            "The Russian Orthodox Church met.",
            "The Greek Orthodox Church met.",
        ],
    );
    let each = [
        ("President of Ghana Smithers spoke.", "GHA Ghana"),
        ("Jamaica Police said no.", "JAM Jamaica"),
        ("In Jamaica Ormsby said no.", "JAM Jamaica"),
        ("Danish officials said no.", "DNK Danish"),
        ("Ghana must go to the polls.", "GHA Ghana"),
        ("The ship left Angola.", "AGO Angola"),
        ("The Angola talks sank.", "AGO Angola"),
        ("The island of Cyprus is dry.", "CYP Cyprus"),
        ("They left Turkey and Cyprus.", "TUR Turkey, CYP Cyprus"),
        ("The US sent aid.", "USA US"),
        ("The Central Bank of Ghana met.", "GHA Ghana"),
        ("The government of Jordan met.", "JOR Jordan"),
        ("Jordan said it would.", "JOR Jordan"),
        ("Russian bishops met.", "RUS Russian"),
    ];
    for (body, mention) in each {
        kept("It rained.", mention, &[body]);
    }
}

#[test]
fn a_name_that_is_a_month_or_a_time_is_a_date_unless_it_acts() {
    refused(
        "It rained.",
        &[
            "In March the ships left.",
            "On March 14 the ships left.",
            "14 March was wet.",
            "Late March saw rain.",
            "Since March, prices rose.",
            "By March he was back.",
            "March was wet.",
            "At Dawn the ships left.",
            "They left before Dawn.",
            "In Hope, Arkansas, it rained.",
            "The Post Office closed.",
            "The Post-war years were hard.",
            "Bob Hope sang. Hope said he would sing again.",
        ],
    );
    kept("It rained.", "march March", &["March reported losses.", "The paper March said no.", "March's editor left."]);
    kept(
        "It rained.",
        "dawn Dawn",
        &["After the vote Dawn said no.", "It was seized by Dawn.", "Members of Dawn left."],
    );
    kept("It rained.", "hope Hope", &["Hope said it will help.", "Staff of Hope left."]);
    kept("It rained.", "the-post The Post", &["The Post reported it.", "The Post Editor left."]);
}

#[test]
fn a_last_name_that_is_a_word_reads_as_a_name() {
    refused(
        "Will Grant spoke.",
        &[
            "Grant money was paid.",
            "The Grant was refused.",
            "Grant them peace, he said.",
            "The priest prayed: Grant us rain.",
            "Grant applications close on Friday.",
            "Grant-funded clinics were shut.",
        ],
    );
    refused(
        "Mark Fields spoke.",
        &[
            "Fields of wheat burned.",
            "Fields were flooded.",
            "Magnetic Fields played.",
            "Fields around the town were mined.",
        ],
    );
    refused(
        "Ana Bishop spoke.",
        &[
            "The Bishop of Mombasa spoke.",
            "Bishop of Mombasa Smithers spoke.",
            "A Bishop prayed.",
            "Bishop's Gate was shut.",
        ],
    );
    kept(
        "Will Grant spoke.",
        "will-grant Grant",
        &[
            "Grant said no.",
            "Grant left early.",
            "Grant, who is ill, left.",
            "Grant and others left.",
            "Mr Grant left.",
            "They met Grant in the town.",
            "A Grant-led team left.",
            "The Grant administration fell.",
            "Yesterday Grant left.",
            "When Grant left, it rained.",
            "Grant's speech was long.",
            "Grant reportedly left.",
            "Grant on Monday left.",
        ],
    );
    kept("Mark Fields spoke.", "mark-fields Fields", &["Fields was tired.", "Mr Fields of the bank spoke."]);
    kept("Ana Bishop spoke.", "ana-bishop Bishop", &["Ms Bishop spoke.", "Bishop spoke.", "Minister Bishop spoke."]);
}

#[test]
fn a_short_name_is_that_of_the_body_of_its_kind_that_was_named_last() {
    let board = "The Harbour Board met.";
    refused(
        board,
        &[
            "He nailed the board to the wall.",
            "Across the board prices rose.",
            "The school board met. The board agreed.",
            "The Lagos Board met. The board agreed. The board left.",
            "The board of directors met.",
            "The Board of Trade met.",
        ],
    );
    refused("It rained.", &["The Guard of Honour left."]);
    refused("The Lion Guard met.", &["The Coast Guard came. The Guard opened.", "The Guard of Honour left."]);
    kept(
        board,
        "harbour-board the board",
        &[
            "On Monday the board agreed.",
            "It was agreed by the board.",
            "It asked the board to meet.",
            "A new board was named; the board agreed.",
        ],
    );
    assert_eq!(
        found_after(board, "The school board met the Harbour Board. The board agreed."),
        "harbour-board Harbour Board, harbour-board The board"
    );
    kept("The Lion Guard met.", "lion-guard The Guard", &["The Guard opened."]);
}
