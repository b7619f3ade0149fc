// The operator page: asks for /admin/status every two seconds and shows it. Whatever comes from the cluster is put in as text,
// never as markup.
'use strict';

const PERIOD = 2000;
const PATIENCE = 6000;
const POINTS = 90;
const MIN_POINTS = 20;
const MAX_SILO_COLUMNS = 6;
const SVG = 'http://www.w3.org/2000/svg';

const id = (name) => document.getElementById(name);
const sum = (nodes, value) => nodes.reduce((total, node) => total + value(node), 0);

// ---- words and numbers -------------------------------------------------------------------------------------------------

const whole = (number) => Math.round(number).toLocaleString('en');
const rate = (number) => (number >= 100 ? whole(number) : number.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
const percent = (share) => `${whole(share * 100)} %`;

function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 || count >= 100 ? whole(count) : count.toFixed(1)} ${units[unit]}`;
}

function span(seconds) {
  const [days, hours, minutes] = [seconds / 86400, (seconds % 86400) / 3600, (seconds % 3600) / 60].map(Math.floor);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`;
}

const clock = (time) => new Date(time).toLocaleTimeString('en-GB');
const bare = (address) => address.replace(/@.*$/, '');

// ---- tables ------------------------------------------------------------------------------------------------------------

// Roles are spelled out because narrow screens show rows as cards, and browsers then forget that this is a table.
function element(parent, tag, role) {
  const child = document.createElement(tag);
  if (role) child.setAttribute('role', role);
  parent.append(child);
  return child;
}

function show(node, name, value) {
  if (node[name] !== value) node[name] = value;
}

// A column is [title, class, cell]; a cell is text, or { text, mark, under }.
function table(name, columns, items, nothing) {
  const root = id(name);
  const titles = columns.map(([title]) => title).join('\n');
  if (root.dataset.titles !== titles) {
    root.dataset.titles = titles;
    root.replaceChildren();
    root.setAttribute('role', 'table');
    const head = element(element(root, 'thead', 'rowgroup'), 'tr', 'row');
    for (const [title, kind] of columns) {
      const cell = element(head, 'th', 'columnheader');
      cell.scope = 'col';
      cell.className = kind;
      cell.textContent = title;
    }
    element(root, 'tbody', 'rowgroup');
  }

  const body = root.tBodies[0];
  while (body.rows.length > Math.max(items.length, 1)) body.lastElementChild.remove();
  if (items.length === 0) {
    const row = body.rows[0] ?? element(body, 'tr', 'row');
    if (row.dataset.empty !== 'yes') {
      row.replaceChildren();
      row.dataset.empty = 'yes';
      const cell = element(row, 'td', 'cell');
      cell.colSpan = columns.length;
      cell.className = 'none text';
      cell.textContent = nothing;
    }
    return;
  }

  items.forEach((item, index) => {
    const row = body.rows[index] ?? element(body, 'tr', 'row');
    if (row.dataset.empty === 'yes') {
      row.replaceChildren();
      delete row.dataset.empty;
    }
    columns.forEach(([title, kind, cellOf], column) => {
      const cell = row.cells[column] ?? newCell(row, column, title);
      const value = cellOf(item);
      const { text, mark = '', under = '' } = typeof value === 'object' ? value : { text: value };
      show(cell, 'className', kind);
      show(cell.firstElementChild, 'textContent', text);
      show(cell.firstElementChild, 'className', mark);
      show(cell.lastElementChild, 'textContent', under);
    });
  });
}

function newCell(row, column, title) {
  const cell = element(row, column === 0 ? 'th' : 'td', column === 0 ? 'rowheader' : 'cell');
  if (column === 0) cell.scope = 'row';
  else cell.dataset.label = title;
  element(cell, 'span');
  element(cell, 'span').className = 'under';
  return cell;
}

// ---- numbers of the whole cluster, and how they went ------------------------------------------------------------------

const TILES = [
  ['Connections', '', (nodes) => sum(nodes, (node) => node.load.connections), whole],
  ['Sends', '/s', (nodes) => sum(nodes, (node) => node.load.sends), rate],
  ['Deliveries', '/s', (nodes) => sum(nodes, (node) => node.load.deliveries), rate],
  ['Requests', '/s', (nodes) => sum(nodes, (node) => node.load.requests), rate],
  ['Commits', '/s', (nodes) => sum(nodes, (node) => node.load.commits), rate],
  ['Waiting for clients', '', (nodes) => sum(nodes, (node) => node.load.queuedBytes), bytes],
  ['Shed requests', 'since start', (nodes) => sum(nodes, (node) => node.load.shed), whole],
  ['Slow clients cut off', 'since start', (nodes) => sum(nodes, (node) => node.load.slowConsumers), whole],
].map(([label, unit, of, text]) => ({ label, unit, of, text, points: [] }));

function makeTiles() {
  for (const tile of TILES) {
    const item = element(id('tiles'), 'li');
    const label = element(item, 'span');
    label.className = 'label';
    label.textContent = tile.label;
    const value = element(item, 'span');
    value.className = 'value';
    tile.value = element(value, 'span');
    tile.value.textContent = '–';
    const unit = element(value, 'span');
    unit.className = 'unit';
    unit.textContent = tile.unit;
    tile.spark = spark(item);
  }
}

function spark(parent) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const [area, line] = ['area', 'line'].map((name) => {
    const shape = document.createElementNS(SVG, 'polyline');
    shape.setAttribute('class', name);
    svg.append(shape);
    return shape;
  });
  parent.append(svg);
  return { svg, area, line };
}

// The latest value is at the right; while there are only a few, they are drawn as if more were to come.
function draw({ spark: { svg, area, line }, points }) {
  const top = Math.max(...points, 1e-9);
  const right = Math.max(points.length, MIN_POINTS) - 1;
  const left = right + 1 - points.length;
  const at = points.map((value, index) => `${left + index},${(29 - (value / top) * 27).toFixed(1)}`);
  svg.setAttribute('viewBox', `0 0 ${right} 30`);
  line.setAttribute('points', at.join(' '));
  area.setAttribute('points', `${left},30 ${at.join(' ')} ${right},30`);
}

function tiles(nodes) {
  for (const tile of TILES) {
    const value = tile.of(nodes);
    tile.points = [...tile.points, value].slice(-POINTS);
    show(tile.value, 'textContent', tile.text(value));
    draw(tile);
  }
}

// ---- the page ----------------------------------------------------------------------------------------------------------

const STATES = { alive: ['alive', 'good'], left: ['stopped', 'none'], gone: ['gone', 'bad'] };
const LEVELS = { warning: ['Warning', 'warn'], error: ['Error', 'bad'], critical: ['Critical', 'bad'] };

function state(node) {
  const [text, mark] = STATES[node.state];
  return { text, mark, under: node.state === 'alive' ? '' : `${span(node.heardAgo)} ago` };
}

const live = (node, text) => (node.state === 'alive' ? text : '–');
const NODE_TAIL = [
  ['Processor', 'number', (node) => live(node, percent(node.load.processor))],
  ['Memory', 'number', (node) => live(node, bytes(node.load.memory))],
  ['Up · version', 'number', (node) => ({ text: node.state === 'alive' ? span(node.uptime) : '–', under: node.version })],
];

const SILO_COLUMNS = [
  ['Silo', 'text', (silo) => ({ text: silo.name, under: silo.silo ? bare(silo.silo) : '' })],
  ['State', 'fixed', state],
  ['Membership', 'fixed', (silo) => silo.status ?? '–'],
  ['Activations', 'number', (silo) => live(silo, silo.activations === undefined ? '–' : whole(silo.activations))],
  ['Sends /s', 'number', (silo) => live(silo, rate(silo.load.sends))],
  ['Commits /s', 'number', (silo) => live(silo, rate(silo.load.commits))],
  ...NODE_TAIL,
];

const FRONT_COLUMNS = [
  ['Front', 'text', (front) => ({ text: front.name, under: front.address.replace(/^https?:\/\//, '') })],
  ['State', 'fixed', state],
  ['Connections', 'number', (front) => live(front, whole(front.load.connections))],
  ['Requests /s', 'number', (front) => live(front, rate(front.load.requests))],
  ['Deliveries /s', 'number', (front) => live(front, rate(front.load.deliveries))],
  ['Waiting', 'number', (front) => live(front, bytes(front.load.queuedBytes))],
  ['Shed', 'number', (front) => whole(front.load.shed)],
  ['Slow clients', 'number', (front) => whole(front.load.slowConsumers)],
  ...NODE_TAIL,
];

const ERROR_COLUMNS = [
  ['Last', 'fixed', (error) => clock(error.at)],
  ['Level', 'fixed', (error) => ({ text: LEVELS[error.level][0], mark: LEVELS[error.level][1] })],
  ['Times', 'number', (error) => whole(error.times)],
  ['What', 'text', (error) => ({ text: error.message, under: error.exception ? `${error.category} · ${error.exception}` : error.category })],
  ['Where', 'text', (error) => ({ text: error.node, under: bare(error.address).replace(/^https?:\/\//, '') })],
];

// Silos as they report, and those that membership knows of but nobody has heard.
function silos(status) {
  const known = new Map(status.silos.map((silo) => [silo.address, silo]));
  const reporting = status.nodes.filter((node) => node.silo).map((node) => {
    const { status: membership, activations } = known.get(node.silo) ?? {};
    known.delete(node.silo);
    return { ...node, status: membership, activations };
  });
  const silent = [...known.values()].map((silo) => ({ name: '(no report)', silo: silo.address, status: silo.status, silent: true, activations: silo.activations }));
  return [...reporting, ...silent];
}

const ifHeard = (columns) => columns.map(([title, kind, cell], index) =>
  [title, kind, (item) => (item.silent && ![0, 2].includes(index) ? (title === 'Activations' ? whole(item.activations) : '–') : cell(item))]);

function page(status) {
  const alive = status.nodes.filter((node) => node.state === 'alive');
  const away = status.nodes.length - alive.length;
  show(id('summary'), 'textContent', `${alive.length} ${alive.length === 1 ? 'process' : 'processes'} alive${away > 0 ? `, ${away} not` : ''}`);
  tiles(alive);

  show(id('silos-note'), 'textContent', status.silosAt === null ? 'the cluster has not said yet how its silos are'
    : Date.parse(status.at) - Date.parse(status.silosAt) > 10000 ? `membership as of ${clock(status.silosAt)}` : '');
  table('silos', ifHeard(SILO_COLUMNS), silos(status), 'No silo has reported yet.');
  table('fronts', FRONT_COLUMNS, status.nodes.filter((node) => node.kind !== 'silo'), 'No front has reported yet.');

  const columns = [...new Set(status.grainTypes.flatMap((type) => Object.keys(type.bySilo)))].sort();
  table('grains', [
    ['Grain type', 'text', (type) => type.name],
    ['Activations', 'number', (type) => whole(type.count)],
    ...(columns.length > 1 && columns.length <= MAX_SILO_COLUMNS ? columns.map((silo) => [bare(silo), 'number', (type) => whole(type.bySilo[silo] ?? 0)]) : []),
  ], status.grainTypes, 'No activations are known yet.');

  table('errors', ERROR_COLUMNS, status.errors, 'Nothing was logged as a warning or worse.');
}

let heardAt = null;

function contact(isLive, text, time = '') {
  const place = id('contact');
  show(place, 'className', `contact ${isLive ? 'live' : 'lost'}`);
  show(id('contact-text'), 'textContent', text);
  show(id('contact-time'), 'textContent', time);
  id('main').classList.toggle('stale', !isLive);
}

async function look() {
  try {
    const answer = await fetch('/admin/status', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(answer.status === 503 ? 'the cluster does not answer' : `status ${answer.status}`);
    const status = await answer.json();
    page(status);
    heardAt = status.at;
    contact(true, 'Live', clock(heardAt));
  } catch (failure) {
    const why = failure.name === 'TimeoutError' ? 'no answer in time' : failure instanceof TypeError ? 'this front does not answer' : failure.message;
    contact(false, heardAt === null ? `No contact: ${why}` : `No contact since ${clock(heardAt)}: ${why}`);
  }
  setTimeout(look, PERIOD);
}

makeTiles();
look();
