//! Plain queries evaluated on ids: triple patterns, comparisons, OPTIONAL, UNION, VALUES and GRAPH, with or without groups that are counted.
//!
//! The evaluator of the library makes a boxed iterator for each pattern and a copy of the bindings for each row; here a row of bindings is
//! filled and emptied in place, which is 5 to 20 times as fast where a query looks at many rows. What this module does not know
//! is left to the evaluator: by the form of the query before it starts ([`compile`]), or by a value met on the way ([`Stop::Leave`]).

use super::StoreError;
use super::compare::{self, Nature};
use super::dataset::View;
use super::id::Id;
use super::limit::{self, Limits};
use super::order::Rows;
use super::pattern::{Graphs, Matches};
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashMap;
use spareval::CancellationToken;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

/// A cell without a value.
pub(super) const UNBOUND: u32 = u32::MAX;

/// Why a walk ends early.
pub(super) enum Stop {
    /// The evaluator has to answer.
    Leave,
    /// The store is damaged.
    Fault(StoreError),
    /// The caller has cancelled the query.
    Cancelled,
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Fault(error)
    }
}

/// A place of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Known(Id),
    Column(usize),
}

/// Which graphs a pattern looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Where {
    Default,
    Named(Slot),
}

/// One step of a walk.
#[derive(Debug)]
pub(super) enum Step {
    /// Subject, predicate, object; the graphs; between which ids the object lies.
    Scan([Slot; 3], Where, Option<(u32, u32)>),
    Test(Test),
    Optional(Vec<Step>),
    Union(Vec<Vec<Step>>),
    Table(Table),
}

/// Places of columns that have values when a table is looked at, and the numbers of its rows by these values.
type Index = (Vec<usize>, FxHashMap<Vec<u32>, Vec<usize>>);

/// Rows that are there already: VALUES, or what a subquery found.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<usize>,
    rows: Vec<Vec<u32>>,
    index: Option<Index>,
}

impl Table {
    /// Makes the index for columns that certainly have values.
    fn index_by(&mut self, known: &[usize]) {
        let places: Vec<usize> = (0..self.columns.len())
            .filter(|place| {
                let column = self.columns.get(*place);
                let whole = self
                    .rows
                    .iter()
                    .all(|row| row.get(*place).is_some_and(|cell| *cell != UNBOUND));
                whole && column.is_some_and(|column| known.contains(column))
            })
            .collect();
        if places.is_empty() || self.rows.len() < 8 {
            return;
        }
        let mut index: FxHashMap<Vec<u32>, Vec<usize>> = FxHashMap::default();
        for (number, row) in self.rows.iter().enumerate() {
            let key = places.iter().filter_map(|p| row.get(*p).copied()).collect();
            index.entry(key).or_default().push(number);
        }
        self.index = Some((places, index));
    }

    /// The numbers of the rows that can fit.
    fn candidates(&self, cells: &[u32]) -> Vec<usize> {
        let Some((places, index)) = &self.index else {
            return (0..self.rows.len()).collect();
        };
        let key: Vec<u32> = places
            .iter()
            .filter_map(|place| self.columns.get(*place))
            .map(|column| cell(cells, *column))
            .collect();
        index.get(&key).cloned().unwrap_or_default()
    }
}

/// A condition.
#[derive(Debug)]
pub(super) enum Test {
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Not(Box<Test>),
    Bound(usize),
    Equal(Operand, Operand),
    /// Less, or equal too.
    Less(Operand, Operand, bool),
}

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operand {
    Column(usize),
    Value(Id, Nature),
}

/// The columns of a walk.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    fn of(&mut self, name: String) -> usize {
        match self.names.iter().position(|n| *n == name) {
            Some(column) => column,
            None => {
                self.names.push(name);
                self.names.len() - 1
            }
        }
    }

    pub(super) fn variable(&mut self, variable: &Variable) -> usize {
        self.of(format!("?{}", variable.as_str()))
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Makes steps of a pattern; `None` where it holds what this module does not know.
pub(super) struct Compiler<'a, 'b> {
    pub(super) view: &'b View<'a>,
    pub(super) columns: Columns,
    /// The bounds of the conditions around what is being looked at.
    pub(super) limits: Limits,
    /// Stops subqueries.
    pub(super) stop: &'b CancellationToken,
}

type Compiled<T> = Result<Option<T>, StoreError>;

impl Compiler<'_, '_> {
    /// The steps of a pattern, conditions as early as their variables are there.
    pub(super) fn steps(&mut self, pattern: &GraphPattern) -> Compiled<Vec<Step>> {
        let mut steps = Vec::new();
        if !self.add(pattern, Where::Default, &mut steps)? {
            return Ok(None);
        }
        Ok(Some(advance(steps)))
    }

    fn add(
        &mut self,
        pattern: &GraphPattern,
        graphs: Where,
        steps: &mut Vec<Step>,
    ) -> Result<bool, StoreError> {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => {
                // GRAPH with nothing in it asks for graphs, not for quads.
                if patterns.is_empty() && matches!(graphs, Where::Named(_)) {
                    return Ok(false);
                }
                for triple in patterns {
                    let slots = [
                        self.term(&triple.subject)?,
                        self.node(&triple.predicate)?,
                        self.term(&triple.object)?,
                    ];
                    let limits = match &triple.object {
                        TermPattern::Variable(v) => self.limits.get(&limit::name(v)).copied(),
                        _ => None,
                    };
                    steps.push(Step::Scan(slots, graphs, limits));
                }
                Ok(true)
            }
            P::Lateral { left, right } => {
                Ok(self.add(left, graphs, steps)? && self.add(right, graphs, steps)?)
            }
            P::Join { left, right } => Ok((super::plan::is_simple(right)
                || matches!(**right, P::Project { .. }))
                && self.add(left, graphs, steps)?
                && self.add(right, graphs, steps)?),
            P::LeftJoin {
                left,
                right,
                expression,
            } => {
                if !super::plan::is_simple(right) || !self.add(left, graphs, steps)? {
                    return Ok(false);
                }
                let mut inner = Vec::new();
                // What bounds the whole is no bound for what may be absent.
                let before = std::mem::take(&mut self.limits);
                let known = self.add(right, graphs, &mut inner)?;
                self.limits = before;
                if !known {
                    return Ok(false);
                }
                if let Some(expression) = expression {
                    match self.test(expression)? {
                        Some(test) => inner.push(Step::Test(test)),
                        None => return Ok(false),
                    }
                }
                steps.push(Step::Optional(inner));
                Ok(true)
            }
            P::Filter { expr, inner } => {
                let before = self.limits.clone();
                limit::add(expr, &mut self.limits);
                let known = self.add(inner, graphs, steps)?;
                self.limits = before;
                if !known {
                    return Ok(false);
                }
                Ok(match self.test(expr)? {
                    Some(test) => {
                        steps.push(Step::Test(test));
                        true
                    }
                    None => false,
                })
            }
            P::Union { left, right } => {
                let mut branches = Vec::new();
                for branch in [left, right] {
                    let mut inner = Vec::new();
                    if !self.add(branch, graphs, &mut inner)? {
                        return Ok(false);
                    }
                    branches.push(advance(inner));
                }
                steps.push(Step::Union(branches));
                Ok(true)
            }
            P::Graph { name, inner } => {
                let graphs = Where::Named(self.node(name)?);
                self.add(inner, graphs, steps)
            }
            P::Values {
                variables,
                bindings,
            } => {
                // GRAPH around values alone asks for graphs.
                if matches!(graphs, Where::Named(_)) {
                    return Ok(false);
                }
                let columns = variables.iter().map(|v| self.columns.variable(v)).collect();
                let mut rows = Vec::new();
                for binding in bindings {
                    let mut row = Vec::new();
                    for value in binding {
                        row.push(match value {
                            None => UNBOUND,
                            Some(GroundTerm::NamedNode(node)) => {
                                self.view.id(node.clone().into())?.0
                            }
                            Some(GroundTerm::Literal(literal)) => {
                                self.view.id(literal.clone().into())?.0
                            }
                        });
                    }
                    rows.push(row);
                }
                steps.push(Step::Table(Table {
                    columns,
                    rows,
                    index: None,
                }));
                Ok(true)
            }
            // A subquery: its rows, once.
            P::Project { variables, .. } if matches!(graphs, Where::Default) => {
                let Some(walk) = super::group::compile(pattern, self.view, self.stop)? else {
                    return Ok(false);
                };
                let rows = match walk.rows(self.view, self.stop) {
                    Ok(rows) => rows,
                    Err(Stop::Fault(error)) => return Err(error),
                    // The evaluator will notice that it is cancelled.
                    Err(Stop::Leave | Stop::Cancelled) => return Ok(false),
                };
                let columns: Vec<usize> =
                    variables.iter().map(|v| self.columns.variable(v)).collect();
                let rows = (0..rows.len())
                    .map(|n| {
                        rows.row(n)
                            .get(..columns.len())
                            .unwrap_or_default()
                            .to_vec()
                    })
                    .collect();
                steps.push(Step::Table(Table {
                    columns,
                    rows,
                    index: None,
                }));
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn term(&mut self, term: &TermPattern) -> Result<Slot, StoreError> {
        Ok(match term {
            TermPattern::NamedNode(node) => Slot::Known(self.view.id(node.clone().into())?),
            TermPattern::Literal(literal) => Slot::Known(self.view.id(literal.clone().into())?),
            TermPattern::Variable(v) => Slot::Column(self.columns.variable(v)),
            TermPattern::BlankNode(b) => Slot::Column(self.columns.of(format!("_:{}", b.as_str()))),
        })
    }

    fn node(&mut self, node: &NamedNodePattern) -> Result<Slot, StoreError> {
        Ok(match node {
            NamedNodePattern::NamedNode(node) => Slot::Known(self.view.id(node.clone().into())?),
            NamedNodePattern::Variable(v) => Slot::Column(self.columns.variable(v)),
        })
    }

    fn operand(&mut self, expression: &Expression) -> Compiled<Operand> {
        let value = |term: Term| -> Compiled<Operand> {
            let id = self.view.id(term)?;
            let nature = compare::nature(id, self.view)?;
            Ok((nature != Nature::Other).then_some(Operand::Value(id, nature)))
        };
        match expression {
            Expression::Variable(v) => Ok(Some(Operand::Column(self.columns.variable(v)))),
            Expression::NamedNode(node) => value(node.clone().into()),
            Expression::Literal(literal) => value(literal.clone().into()),
            _ => Ok(None),
        }
    }

    /// A condition; `None` where it holds what this module does not know.
    pub(super) fn test(&mut self, expression: &Expression) -> Compiled<Test> {
        use Expression as E;
        let operands = |this: &mut Self, a, b| -> Compiled<(Operand, Operand)> {
            Ok(this.operand(a)?.zip(this.operand(b)?))
        };
        let both = |this: &mut Self, a, b| -> Compiled<(Box<Test>, Box<Test>)> {
            let (a, b) = (this.test(a)?, this.test(b)?);
            Ok(a.zip(b).map(|(a, b)| (Box::new(a), Box::new(b))))
        };
        Ok(match expression {
            E::And(a, b) => both(self, a, b)?.map(|(a, b)| Test::And(a, b)),
            E::Or(a, b) => both(self, a, b)?.map(|(a, b)| Test::Or(a, b)),
            E::Not(a) => self.test(a)?.map(|test| Test::Not(Box::new(test))),
            E::Bound(v) => Some(Test::Bound(self.columns.variable(v))),
            E::Equal(a, b) => operands(self, a, b)?.map(|(a, b)| Test::Equal(a, b)),
            E::Less(a, b) => operands(self, a, b)?.map(|(a, b)| Test::Less(a, b, false)),
            E::LessOrEqual(a, b) => operands(self, a, b)?.map(|(a, b)| Test::Less(a, b, true)),
            E::Greater(a, b) => operands(self, b, a)?.map(|(a, b)| Test::Less(a, b, false)),
            E::GreaterOrEqual(a, b) => operands(self, b, a)?.map(|(a, b)| Test::Less(a, b, true)),
            E::In(a, list) => {
                let mut any: Option<Test> = None;
                for b in list {
                    let Some((a, b)) = operands(self, a, b)? else {
                        return Ok(None);
                    };
                    let next = Test::Equal(a, b);
                    any = Some(match any {
                        None => next,
                        Some(test) => Test::Or(Box::new(test), Box::new(next)),
                    });
                }
                any
            }
            _ => None,
        })
    }
}

/// Moves each condition to where its variables first have values.
fn advance(steps: Vec<Step>) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for step in steps {
        let Step::Test(test) = &step else {
            out.push(step);
            continue;
        };
        let mut needed = Vec::new();
        test.columns(&mut needed);
        let mut at = 0;
        let mut known = Vec::new();
        for (place, before) in out.iter().enumerate() {
            if needed.iter().all(|column| known.contains(column)) {
                break;
            }
            before.binds(&mut known);
            at = place + 1;
        }
        // What is never sure to have a value is looked at where it stood.
        if !needed.iter().all(|column| known.contains(column)) {
            at = out.len();
        }
        out.insert(at, step);
    }
    let mut known = Vec::new();
    for step in &mut out {
        if let Step::Table(table) = step {
            table.index_by(&known);
        }
        step.binds(&mut known);
    }
    out
}

impl Step {
    /// The columns that certainly have values after this step.
    fn binds(&self, known: &mut Vec<usize>) {
        match self {
            Step::Scan(slots, graphs, _) => {
                let graph = match graphs {
                    Where::Named(slot) => Some(slot),
                    Where::Default => None,
                };
                known.extend(slots.iter().chain(graph).filter_map(|slot| match slot {
                    Slot::Column(column) => Some(*column),
                    Slot::Known(_) => None,
                }));
            }
            Step::Table(Table { columns, rows, .. }) => {
                known.extend(columns.iter().enumerate().filter_map(|(place, column)| {
                    let all = rows
                        .iter()
                        .all(|row| row.get(place).is_some_and(|cell| *cell != UNBOUND));
                    all.then_some(*column)
                }));
            }
            Step::Test(_) | Step::Optional(_) | Step::Union(_) => {}
        }
    }
}

impl Test {
    fn columns(&self, out: &mut Vec<usize>) {
        match self {
            Test::And(a, b) | Test::Or(a, b) => {
                a.columns(out);
                b.columns(out);
            }
            Test::Not(a) => a.columns(out),
            Test::Bound(column) => out.push(*column),
            Test::Equal(a, b) | Test::Less(a, b, _) => {
                for operand in [a, b] {
                    if let Operand::Column(column) = operand {
                        out.push(*column);
                    }
                }
            }
        }
    }

    /// Whether the condition holds; `None` for an error, as SPARQL's logic has it.
    pub(super) fn holds(&self, cells: &[u32], view: &View<'_>) -> Result<Option<bool>, Stop> {
        let operand = |operand: &Operand| -> Result<Option<(Id, Nature)>, Stop> {
            Ok(match operand {
                Operand::Value(id, nature) => Some((*id, *nature)),
                Operand::Column(column) => match super::order::id(cell(cells, *column)) {
                    Some(id) => Some((id, compare::nature(id, view)?)),
                    None => None,
                },
            })
        };
        Ok(match self {
            Test::And(a, b) => match a.holds(cells, view)? {
                Some(false) => Some(false),
                left => match (left, b.holds(cells, view)?) {
                    (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                },
            },
            Test::Or(a, b) => match a.holds(cells, view)? {
                Some(true) => Some(true),
                left => match (left, b.holds(cells, view)?) {
                    (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                },
            },
            Test::Not(a) => a.holds(cells, view)?.map(|truth| !truth),
            Test::Bound(column) => Some(cell(cells, *column) != UNBOUND),
            Test::Equal(a, b) => match operand(a)?.zip(operand(b)?) {
                None => None,
                Some((a, b)) => Some(compare::equal(a, b).ok_or(Stop::Leave)?),
            },
            Test::Less(a, b, or_equal) => match operand(a)?.zip(operand(b)?) {
                None => None,
                Some((a, b)) => {
                    let order = compare::order(a, b, view)?.ok_or(Stop::Leave)?;
                    order.map(|order| order.is_lt() || (*or_equal && order.is_eq()))
                }
            },
        })
    }
}

fn cell(cells: &[u32], column: usize) -> u32 {
    cells.get(column).copied().unwrap_or(UNBOUND)
}

/// What is walked on, and what stops it.
type On<'o, 'a> = (&'o View<'a>, &'o CancellationToken);

type Emit<'e> = &'e mut dyn FnMut(&mut Vec<u32>) -> Result<(), Stop>;

/// Walks the steps; `emit` is called with every row of bindings.
pub(super) fn walk(
    steps: &[Step],
    cells: &mut Vec<u32>,
    on: On<'_, '_>,
    emit: Emit<'_>,
) -> Result<(), Stop> {
    let Some((step, rest)) = steps.split_first() else {
        return emit(cells);
    };
    match step {
        Step::Scan(slots, graphs, limits) => scan(slots, (*graphs, *limits), rest, cells, on, emit),
        Step::Test(test) => match test.holds(cells, on.0)? {
            Some(true) => walk(rest, cells, on, emit),
            _ => Ok(()),
        },
        Step::Optional(inner) => {
            let mut found = false;
            walk(inner, cells, on, &mut |cells| {
                found = true;
                walk(rest, cells, on, emit)
            })?;
            if found {
                Ok(())
            } else {
                walk(rest, cells, on, emit)
            }
        }
        Step::Union(branches) => branches.iter().try_for_each(|branch| {
            walk(branch, cells, on, &mut |cells| walk(rest, cells, on, emit))
        }),
        Step::Table(table) => {
            for number in table.candidates(cells) {
                let Some(row) = table.rows.get(number) else {
                    continue;
                };
                let mut bound = Vec::new();
                let fits = table
                    .columns
                    .iter()
                    .zip(row)
                    .all(|(column, value)| bind(cells, *column, *value, &mut bound));
                if fits {
                    walk(rest, cells, on, emit)?;
                }
                for column in bound {
                    unbind(cells, column);
                }
            }
            Ok(())
        }
    }
}

/// Gives a column a value; says whether it fits what is there. Columns that had none are noted.
fn bind(cells: &mut [u32], column: usize, value: u32, bound: &mut Vec<usize>) -> bool {
    match cells.get_mut(column) {
        _ if value == UNBOUND => true,
        Some(cell) if *cell == UNBOUND => {
            *cell = value;
            bound.push(column);
            true
        }
        Some(cell) => *cell == value,
        None => false,
    }
}

fn unbind(cells: &mut [u32], column: usize) {
    if let Some(cell) = cells.get_mut(column) {
        *cell = UNBOUND;
    }
}

fn scan(
    slots: &[Slot; 3],
    (graphs, limits): (Where, Option<(u32, u32)>),
    rest: &[Step],
    cells: &mut Vec<u32>,
    on: On<'_, '_>,
    emit: Emit<'_>,
) -> Result<(), Stop> {
    let (view, stop) = on;
    let value = |slot: &Slot, cells: &[u32]| match slot {
        Slot::Known(id) => Some(*id),
        Slot::Column(column) => super::order::id(cell(cells, *column)),
    };
    let [s, p, o] = slots;
    let (subject, predicate, object) = (value(s, cells), value(p, cells), value(o, cells));
    let (wanted, named) = match &graphs {
        Where::Default => (view.default_graphs(), None),
        Where::Named(slot) => match value(slot, cells) {
            Some(graph) => (Graphs::One(graph), None),
            None => (Graphs::Each, Some(slot)),
        },
    };
    let free = |slot: &Slot, cells: &[u32]| match slot {
        Slot::Column(column) if cell(cells, *column) == UNBOUND => Some(*column),
        _ => None,
    };
    let targets = [
        free(s, cells),
        free(p, cells),
        free(o, cells),
        named.and_then(|slot| free(slot, cells)),
    ];
    let limited = match (subject, predicate, object, limits) {
        (None, Some(predicate), None, Some(limits)) => limit::rows(view.pages, predicate, limits),
        _ => Ok(None),
    }
    .inspect_err(|error| view.fault_is(error))?;
    let matches = match limited {
        Some(range) => Ok(Matches::of(view.pages, range, wanted)),
        None => Matches::new(view.pages, subject, predicate, object, wanted),
    }
    .inspect_err(|error| view.fault_is(error))?;
    for row in matches {
        if stop.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let row = row.inspect_err(|error| view.fault_is(error))?;
        let mut fits = true;
        for (target, id) in targets.iter().zip(row) {
            if let Some(column) = target
                && let Some(cell) = cells.get_mut(*column)
            {
                // A variable that stands twice in the pattern has to be the same twice.
                fits &= *cell == UNBOUND || *cell == id;
                *cell = id;
            }
        }
        let result = if fits {
            walk(rest, cells, on, emit)
        } else {
            Ok(())
        };
        for column in targets.into_iter().flatten() {
            unbind(cells, column);
        }
        result?;
    }
    Ok(())
}

/// All rows of the steps, as the columns that are shown.
pub(super) fn rows(
    steps: &[Step],
    columns: &Columns,
    shown: &[usize],
    on: On<'_, '_>,
) -> Result<Rows, Stop> {
    let mut rows = Rows::new(shown.len().max(1));
    let mut cells = vec![UNBOUND; columns.len()];
    walk(steps, &mut cells, on, &mut |cells| {
        if shown.is_empty() {
            rows.push(std::iter::once(None));
        } else {
            rows.push(
                shown
                    .iter()
                    .map(|column| super::order::id(cell(cells, *column))),
            );
        }
        Ok(())
    })?;
    Ok(rows)
}
