//! Directed graphs: ways that come back to where they began, and what lies at the end of all ways.

/// Most circles that are told at once: a list that is longer helps nobody.
const MOST: usize = 200;

/// What one walk through a graph finds.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Nodes that reach one another, in groups; a group stands behind all that it leads to.
    pub components: Vec<Vec<u32>>,
    /// Ways that come back: the nodes along each, begun at the lowest.
    pub circles: Vec<Vec<u32>>,
}

/// Walks through the graph in which node `n` leads to `next[n]`: Tarjan's algorithm, without recursion, as a chain may be
/// as long as the archive. The time is linear in nodes and edges, but for the circles, whose number is bounded.
pub(super) fn walk(next: &[Vec<u32>]) -> Walk {
    const UNSEEN: u32 = u32::MAX;
    let mut walk = Walk::default();
    let mut order = vec![UNSEEN; next.len()];
    let mut low = vec![0_u32; next.len()];
    // Where each node stands on the way from the root, and whether its group is still open.
    let mut depth = vec![UNSEEN; next.len()];
    let mut open = vec![false; next.len()];
    let mut stack: Vec<u32> = Vec::new();
    let mut way: Vec<(u32, usize)> = Vec::new();
    let mut count = 0;
    for root in (0_u32..).take(next.len()) {
        if order[root as usize] != UNSEEN {
            continue;
        }
        way.push((root, 0));
        while let Some(&mut (node, ref mut edge)) = way.last_mut() {
            let at = node as usize;
            if *edge == 0 && order[at] == UNSEEN {
                (order[at], low[at], open[at]) = (count, count, true);
                count += 1;
                stack.push(node);
            }
            let Some(&other) = next[at].get(*edge) else {
                depth[at] = UNSEEN;
                way.pop();
                if let Some(&(parent, _)) = way.last() {
                    low[parent as usize] = low[parent as usize].min(low[at]);
                }
                if low[at] == order[at] {
                    let from = stack.iter().rposition(|&member| member == node).unwrap_or_default();
                    let component = stack.split_off(from);
                    for &member in &component {
                        open[member as usize] = false;
                    }
                    walk.components.push(component);
                }
                continue;
            };
            *edge += 1;
            let to = other as usize;
            let here = u32::try_from(way.len() - 1).unwrap_or(UNSEEN);
            depth[at] = here;
            if order[to] == UNSEEN {
                way.push((other, 0));
            } else if open[to] {
                low[at] = low[at].min(order[to]);
                if depth[to] != UNSEEN && walk.circles.len() < MOST {
                    walk.circles.push(circle(&way[depth[to] as usize..]));
                }
            }
        }
    }
    walk
}

/// The nodes of a way that comes back to its first, begun at the lowest.
fn circle(way: &[(u32, usize)]) -> Vec<u32> {
    let mut nodes: Vec<u32> = way.iter().map(|(node, _)| *node).collect();
    let lowest = (0..nodes.len()).min_by_key(|&at| nodes[at]).unwrap_or_default();
    nodes.rotate_left(lowest);
    nodes
}

/// The names of a circle's other nodes, as half a sentence: nothing for a node that leads to itself.
pub(super) fn by_way_of<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" by way of {}", crate::diagnostic::suggest::list(names, "and"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(next: &[&[u32]]) -> Vec<Vec<u32>> {
        walk(&next.iter().map(|list| list.to_vec()).collect::<Vec<_>>()).circles
    }

    #[test]
    fn every_way_back_is_a_circle_of_its_own() {
        assert_eq!(circles(&[&[1], &[2], &[]]), Vec::<Vec<u32>>::new());
        assert_eq!(circles(&[&[0]]), [[0]]);
        assert_eq!(circles(&[&[2], &[2], &[1]]), [[1, 2]], "the node before the circle is not of it");
        assert_eq!(circles(&[&[1, 2], &[0], &[0]]), [[0, 1], [0, 2]]);
        assert_eq!(circles(&[&[1, 2], &[3], &[3], &[]]), Vec::<Vec<u32>>::new(), "two ways to one end are no circle");
    }

    #[test]
    fn a_component_stands_behind_what_it_leads_to() {
        let next = vec![vec![1], vec![2], vec![1, 3], vec![]];
        assert_eq!(walk(&next).components, [vec![3], vec![1, 2], vec![0]]);
    }

    #[test]
    fn a_chain_may_be_long() {
        let next: Vec<Vec<u32>> = (1..=100_000).map(|n| vec![n % 100_000]).collect();
        assert_eq!(walk(&next).circles[0].len(), 100_000);
    }
}
