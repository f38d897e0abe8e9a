'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id);
const HEIGHT = 32, EFFECTS = ['delete', 'untag', 'retain', 'keep'];
const number = n => n.toLocaleString('en-US');
const plural = (n, word) => number(n) + ' ' + word + (n === 1 ? '' : 's');
function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit++; }
  return (unit > 0 && bytes < 100 ? Math.floor(bytes * 10) / 10 : Math.floor(bytes)) + ' ' + units[unit];
}
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'class') node.className = value;
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}
function svg(name, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
function link(text, address) {
  return address && address.startsWith('https://') ? el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, text) : text;
}
const days = time => time === null ? null : (data.now - time) / 86400;
const aged = time => { const d = days(time); return d === null ? 'age unknown' : d < 1 ? Math.max(0, Math.floor(d * 24)) + ' h' : number(Math.floor(d)) + ' d'; };
const date = time => time === null ? 'unknown' : new Date(time * 1000).toISOString().replace('T', ' ').replace(/:\d\d\.000Z$/, ' UTC');

let repo, rows, shown = [], selected = -1, children;
function open(index) {
  repo = data.repositories[index];
  // digest, tags, role, platform or type, effect, group, time, bytes, owner, parents, version, text, outcome
  rows = repo.rows.map((r, i) => ({ i, digest: r[0].includes(':') ? r[0] : 'sha256:' + r[0], tags: r[1], role: data.roles[r[2]], what: r[3] < 0 ? '' : repo.words[r[3]], effect: r[4], group: r[5], time: r[6], bytes: r[7], owner: r[8], parents: r[9], version: r[10], text: repo.texts[r[11]], outcome: r[12] || '' }));
  children = rows.map(() => []);
  for (const row of rows) for (const parent of row.parents) children[parent].push(row.i);
  for (const row of rows) {
    const root = rows[row.owner];
    row.image = root;
    row.find = (row.tags.join(' ') + ' ' + row.digest).toLowerCase();
    root.total = (root.total || 0) + row.bytes;
    (root.platforms ||= new Set());
    if (row.what.includes('/') && row.role !== 'attestation') root.platforms.add(row.what);
  }
  selected = -1;
  $('alerts').replaceChildren(...(repo.alerts.length ? [el('div', { class: 'alert' }, ...repo.alerts.map(text => el('p', {}, text)))] : []));
  drawRules(); drawTime(); drawThen(); drawFindings(); fillFilters(); filter();
}
const dot = effect => el('span', { class: 'dot ' + EFFECTS[effect], title: EFFECTS[effect] });
function name(row) {
  const short = row.digest.slice(row.digest.indexOf(':') + 1, row.digest.indexOf(':') + 13);
  return row.tags.length ? row.tags.join(', ') : (row.role === 'root' ? 'untagged ' : (row.role === 'child' && row.what ? row.what : row.role) + ' ') + short;
}
function drawRules() {
  const most = Math.max(1, ...repo.groups.map(g => g.bytes));
  const body = repo.groups.map((g, i) => el('tr', { class: 'pick', tabindex: 0, onclick: () => pick(i), onkeydown: e => { if (e.key === 'Enter') pick(i); } },
    el('td', {}, dot(g.effect), g.heading, g.source ? el('span', { class: 'dim code' }, '  ' + g.source) : null),
    el('td', { class: 'n' }, number(g.images)), el('td', { class: 'n' }, number(g.manifests)), el('td', { class: 'n' }, size(g.bytes)),
    el('td', {}, svg('svg', { class: 'bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { class: EFFECTS[g.effect], x: 0, y: 0, height: 8, width: 100 * g.bytes / most })))));
  $('rules').replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Rule or protection'), el('th', { class: 'n' }, 'Images'), el('th', { class: 'n' }, 'Manifests'), el('th', { class: 'n' }, 'Bytes, shared once'), el('th', {}))), el('tbody', {}, ...body)));
}
function pick(group) { $('rule').value = String(group); filter(); $('list').focus(); }
function drawTime() {
  const images = rows.filter(r => r.role === 'root' && r.time !== null);
  if (!images.length) { $('time').replaceChildren(el('p', { class: 'dim' }, 'No push times are known.')); return; }
  let from = Infinity, to = -Infinity;
  for (const row of images) { from = Math.min(from, row.time); to = Math.max(to, row.time); }
  const COUNT = 52, width = Math.max(1, (to - from) / COUNT), bins = Array.from({ length: COUNT }, () => [0, 0, 0, 0]);
  for (const row of images) bins[Math.min(COUNT - 1, Math.floor((row.time - from) / width))][row.effect]++;
  const most = Math.max(...bins.map(b => b[0] + b[2] + b[3]));
  const drawing = svg('svg', { viewBox: '0 0 520 120', role: 'img', 'aria-label': 'Pushes over time by what becomes of them' });
  bins.forEach((bin, i) => {
    let y = 104;
    for (const effect of [3, 2, 0]) {
      const height = 96 * bin[effect] / most;
      if (height > 0) {
        y -= height;
        const bar = svg('rect', { class: EFFECTS[effect], x: i * 10 + 1, y, width: 8, height });
        bar.append(svg('title', {}, new Date((from + i * width) * 1000).toISOString().slice(0, 10) + ': ' + plural(bin[effect], 'image') + ' to ' + EFFECTS[effect]));
        drawing.append(bar);
      }
    }
  });
  drawing.append(svg('text', { x: 2, y: 116 }, new Date(from * 1000).toISOString().slice(0, 10)), svg('text', { x: 518, y: 116, 'text-anchor': 'end' }, new Date(to * 1000).toISOString().slice(0, 10)));
  $('time').replaceChildren(drawing, el('p', { class: 'dim' }, dot(0), 'delete  ', dot(3), 'keep  ', dot(2), 'retain'));
}
function drawThen() {
  if (!repo.then) { $('then').replaceChildren(el('p', { class: 'dim' }, 'The later days were not planned.')); return; }
  if (!repo.then.length) { $('then').replaceChildren(el('p', { class: 'dim' }, 'If nobody pushes, nothing more is deleted in the next ' + data.days + ' days.')); return; }
  $('then').replaceChildren(el('p', { class: 'dim' }, 'What is deleted in the next ' + data.days + ' days if nobody pushes:'), el('table', { class: 'then' }, el('tbody', {}, ...repo.then.map(([day, images]) => el('tr', {},
    el('td', { class: 'n' }, day), el('td', {}, el('details', {}, el('summary', {}, (images.length === 1 ? name(rows[images[0]]) : plural(images.length, 'image')) + ', ' + size(images.reduce((sum, i) => sum + (rows[i].total || 0), 0))),
      ...images.slice(0, 200).map(i => el('div', {}, button(rows[i]))))))))));
}
function drawFindings() {
  $('findings-section').hidden = !repo.findings.length;
  $('findings').replaceChildren(...repo.findings.map(f => el('p', {}, el('strong', {}, f.severity + ' ' + f.id + ': '), f.message, f.source ? el('span', { class: 'dim code' }, '  ' + f.source) : null)));
}
function options(id, items) { $(id).replaceChildren(...items.map(([value, text]) => el('option', { value }, text))); }
function fillFilters() {
  options('verdict', [['', 'all verdicts'], ['0', 'delete'], ['2', 'retain'], ['3', 'keep']]);
  options('rule', [['', 'all rules'], ...repo.groups.map((g, i) => [String(i), EFFECTS[g.effect] + ': ' + g.heading.slice(0, 80)])]);
  options('platform', [['', 'all platforms'], ...[...new Set(rows.flatMap(r => [...(r.platforms || [])]))].sort().map(p => [p, p])]);
  options('age', [['', 'any age'], ['<1', 'under 1 day'], ['<7', 'under 7 days'], ['<30', 'under 30 days'], ['>30', 'over 30 days'], ['>90', 'over 90 days'], ['>365', 'over a year'], ['?', 'unknown']]);
}
function filter() {
  const text = $('search').value.trim().toLowerCase(), verdict = $('verdict').value, rule = $('rule').value, platform = $('platform').value, age = $('age').value, parts = $('parts').checked || text.length > 5;
  shown = rows.filter(row => {
    if (!parts && row.role !== 'root') return false;
    if (text && !row.find.includes(text)) return false;
    if (verdict !== '' && row.effect !== +verdict) return false;
    if (rule !== '' && row.group !== +rule) return false;
    if (platform && !(row.image.platforms.has(platform) || row.what === platform)) return false;
    if (age === '?') return row.time === null;
    if (age) { const d = days(row.time); return d !== null && (age[0] === '<' ? d < +age.slice(1) : d > +age.slice(1)); }
    return true;
  }).sort((a, b) => (b.time ?? -1) - (a.time ?? -1) || (a.digest < b.digest ? -1 : 1));
  $('count').textContent = number(shown.length) + ' of ' + plural(rows.length, 'manifest');
  $('list').scrollTop = 0;
  paint();
}
function line(row, position) {
  const node = el('div', { class: 'row', role: 'option', id: 'row-' + position, 'aria-selected': String(row.i === selected), onclick: () => choose(row.i) },
    el('span', {}, dot(row.effect), name(row)), el('span', { class: 'dim' }, aged(row.time)), el('span', { class: 'dim' }, row.group < 0 ? '' : repo.groups[row.group].rule || ''), el('span', { class: 'n' }, size(row.role === 'root' ? row.total : row.bytes)));
  node.style.setProperty('top', position * HEIGHT + 'px');
  return node;
}
function paint(all) {
  const list = $('list'), first = all ? 0 : Math.max(0, Math.floor(list.scrollTop / HEIGHT) - 10), count = all ? 2000 : Math.ceil(list.clientHeight / HEIGHT) + 20;
  $('room').style.setProperty('height', shown.length * HEIGHT + 'px');
  $('rows').replaceChildren(...shown.slice(first, first + count).map((row, i) => line(row, first + i)));
}
function button(row) { return el('button', { class: 'link', type: 'button', onclick: () => choose(row.i) }, dot(row.effect), name(row)); }
function tree(row, depth, seen) {
  const below = children[row.i].filter(i => !seen.has(i));
  if (!below.length || depth > 8) return null;
  below.forEach(i => seen.add(i));
  return el('ul', { class: 'tree' }, ...below.slice(0, 300).map(i => el('li', {}, button(rows[i]), el('span', { class: 'dim' }, ' ' + [rows[i].role, rows[i].tags.length ? rows[i].what : '', size(rows[i].bytes)].filter(Boolean).join(', ')), tree(rows[i], depth + 1, seen))));
}
function above(row) {
  const found = new Set(), work = [row.i];
  while (work.length) for (const parent of rows[work.pop()].parents) if (!found.has(parent)) { found.add(parent); work.push(parent); }
  found.delete(row.i);
  return [...found].map(i => rows[i]).filter(r => r.role === 'root' || r.tags.length);
}
function choose(index) {
  selected = index;
  const row = rows[index], owners = above(row), page = repo.page && row.version ? repo.page + '/' + row.version : null;
  $('detail').replaceChildren(...[
    el('h3', {}, dot(row.effect), link(name(row), page)),
    el('p', {}, el('strong', {}, EFFECTS[row.effect][0].toUpperCase() + EFFECTS[row.effect].slice(1) + ': '), el('span', { id: 'why' }, row.text)),
    row.outcome ? el('p', {}, el('strong', {}, 'Outcome: '), row.outcome) : null,
    row.group >= 0 && repo.groups[row.group].source ? el('p', { class: 'dim code' }, repo.groups[row.group].source) : null,
    el('p', { class: 'code' }, row.digest),
    el('p', { class: 'dim' }, [row.role, row.what, 'from ' + date(row.time), size(row.bytes) + ' of its own', row.role === 'root' ? size(row.total) + ' with its parts' : ''].filter(Boolean).join(', ')),
    owners.length ? el('div', {}, el('h3', {}, 'Reached by ' + plural(owners.length, 'image')), ...owners.slice(0, 100).map(r => el('div', {}, button(r)))) : null,
    children[index].length ? el('h3', {}, 'Parts') : null,
    tree(row, 0, new Set([index]))].filter(node => node !== null));
  paint();
}
function move(step) {
  const now = shown.findIndex(r => r.i === selected), next = Math.min(shown.length - 1, Math.max(0, now + step));
  if (next < 0) return;
  const list = $('list'), top = next * HEIGHT;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT - list.clientHeight;
  choose(shown[next].i);
  list.setAttribute('aria-activedescendant', 'row-' + next);
}
document.addEventListener('keydown', event => {
  const typing = ['INPUT', 'SELECT'].includes(document.activeElement.tagName);
  if (event.key === '/' && !typing) { event.preventDefault(); $('search').focus(); }
  if (event.key === 'Escape') { for (const id of ['search', 'verdict', 'rule', 'platform', 'age']) $(id).value = ''; filter(); }
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }[event.key];
  if (step && (document.activeElement === $('list') || (document.activeElement === $('search') && Math.abs(step) === 1))) { event.preventDefault(); move(step); }
});
$('list').addEventListener('scroll', () => paint());
$('filters').addEventListener('input', filter);
$('filters').addEventListener('submit', event => event.preventDefault());
window.addEventListener('beforeprint', () => paint(true));
window.addEventListener('afterprint', () => paint());
window.addEventListener('resize', () => paint());
document.title = data.headline;
$('headline').textContent = data.headline;
$('made').textContent = data.made;
if (data.repositories.length > 1) {
  $('repository-choice').hidden = false;
  options('repository', data.repositories.map((r, i) => [String(i), r.name + ': ' + r.headline.slice(0, 100)]));
  $('repository').addEventListener('change', () => open(+$('repository').value));
}
if (data.repositories.length) open(0);
})();
