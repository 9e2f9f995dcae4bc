//! Tables: rows of Markdown where they hold data, and plain blocks where they only place things on a page.

use super::inline::Form;
use super::{Element, Node, Writer};

/// Most columns of a table.
const MOST_COLUMNS: usize = 60;

impl<'a> Writer<'a, '_> {
    pub(super) fn table(&mut self, table: &'a Element) {
        let (mut rows, mut around) = (Vec::new(), Vec::new());
        sort_out(table, &mut rows, &mut around);
        // Captions and text that stands outside of cells, as a browser shows it.
        for nodes in around {
            self.flow(nodes, false);
        }
        let width = |row: &Vec<Cell<'a>>| row.iter().map(|cell| cell.columns).sum::<usize>();
        let columns = rows.iter().map(width).max().unwrap_or(0);
        let places_things =
            rows.iter().flatten().any(|cell| cell.element.find(&|inner| inner.name == "table").is_some());
        if !(2..=MOST_COLUMNS).contains(&columns) || places_things {
            rows.iter().flatten().for_each(|cell| self.flow(&cell.element.children, false));
            return;
        }
        if rows.iter().flatten().any(|cell| cell.is_merged) {
            self.notes.add("table with merged cells, which Markdown has not", 1);
        }
        let has_heads = rows.first().is_some_and(|row| row.iter().all(|cell| cell.element.name == "th"));
        let mut lines = Vec::new();
        let rule = format!("|{}", " --- |".repeat(columns));
        if !has_heads {
            lines.push(format!("|{}", "  |".repeat(columns)));
            lines.push(rule.clone());
        }
        for (at, row) in rows.iter().enumerate() {
            let mut line = String::from("|");
            for cell in row {
                line.push(' ');
                line.push_str(&self.one_line(&cell.element.children, Form::Cell));
                line.push_str(" |");
                line.push_str(&"  |".repeat(cell.columns - 1));
            }
            if at == 0 {
                line.push_str(&"  |".repeat(columns - width(row)));
            }
            lines.push(line);
            if at == 0 && has_heads {
                lines.push(rule.clone());
            }
        }
        self.blocks.push(lines.join("\n"));
    }
}

struct Cell<'a> {
    element: &'a Element,
    columns: usize,
    is_merged: bool,
}

/// Parts the rows from what stands around them.
fn sort_out<'a>(table: &'a Element, rows: &mut Vec<Vec<Cell<'a>>>, around: &mut Vec<&'a [Node]>) {
    for (at, child) in table.children.iter().enumerate() {
        let this = &table.children[at..=at];
        match child {
            Node::Element(element) => match &*element.name {
                "tr" => {
                    let row = cells(element, around);
                    if !row.is_empty() {
                        rows.push(row);
                    }
                }
                "thead" | "tbody" | "tfoot" => sort_out(element, rows, around),
                "td" | "th" => rows.push(vec![cell(element)]),
                "colgroup" | "col" => {}
                _ => around.push(this),
            },
            Node::Text(_) => around.push(this),
        }
    }
}

fn cells<'a>(row: &'a Element, around: &mut Vec<&'a [Node]>) -> Vec<Cell<'a>> {
    let mut cells = Vec::new();
    for (at, child) in row.children.iter().enumerate() {
        match child {
            Node::Element(element) if matches!(&*element.name, "td" | "th") => cells.push(cell(element)),
            _ => around.push(&row.children[at..=at]),
        }
    }
    cells
}

fn cell(element: &Element) -> Cell<'_> {
    let span = |name: &str| element.attribute(name).and_then(|span| span.parse::<usize>().ok()).unwrap_or(1);
    let columns = span("colspan").clamp(1, MOST_COLUMNS);
    Cell { element, columns, is_merged: columns > 1 || span("rowspan") > 1 }
}
