// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The bytes of a token specification (PSD-004 13.6 section 5) of an object with
 * the fields of libkacs's token JSON, as far as a check asks for them. The
 * module judges the bytes; here only names and shapes can be wrong.
 */

// Whose names: the order of the tables of number_of().
const INTEGRITY = 0, POLICY = 1, GROUP = 2, TYPE = 3, LEVEL = 4, CLAIM_FLAG = 5, PRIVILEGE = 6;

// Where struct kacs_token_spec has what; a count or length follows its offset.
const HEADER_BYTES = 192, VERSION = 2, NOBODY = 65534;
const AT = {
  version: 0, type: 4, impersonation_level: 5, integrity: 8, mandatory_policy: 12,
  present: 16, enabled: 24, uid: 36, gid: 40, user: 88, groups: 92, user_claims: 108,
  device_claims: 116, device_groups: 124, restricted_sids: 132, confinement: 140,
  capabilities: 148, exempt: 156, write_restricted: 157, user_deny_only: 158,
  isolation_boundary: 159, restricted_device_groups: 168,
};
const LISTS = ['groups', 'restricted_sids', 'device_groups', 'restricted_device_groups'];
const FIELDS = [...LISTS, 'user', 'user_deny_only', 'privileges', 'integrity', 'mandatory_policy',
  'type', 'impersonation_level', 'write_restricted', 'confinement', 'claims'];
const ENABLED = ['mandatory', 'enabled_by_default', 'enabled'];

// A claim's entry is what a resource attribute ACE for Everyone ends in: behind
// the headers of descriptor, ACL and ACE, the mask and the SID.
const CLAIM_AT = 20 + 8 + 4 + 4 + 12;
const CLAIM_TYPES = {
  int64: ['TI', (value) => integer(value, /^-?\d+$/)],
  uint64: ['TU', (value) => integer(value, /^\d+$/)],
  string: ['TS', (value) => (typeof value === 'string' ? `"${escaped(value)}"` : null)],
  sid: ['TD', (value) => (/^[\w-]+$/.test(value) ? value : null)],
  boolean: ['TB', (value) => (typeof value === 'boolean' ? Number(value) : null)],
  octet: ['TX', (value) => (/^([0-9a-f]{2})*$/i.test(value) ? `#${value}` : null)],
};

// In decimal, without the leading zeros that would make it octal.
function integer(value, shape) {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return null;
  return shape.test(`${value}`) ? BigInt(value) : null;
}

// Every character but the plainest as %XXXX, so that nothing ends its string.
function escaped(text) {
  return text.replace(/[^0-9A-Za-z]/g, (unit) =>
    `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function bad(path, expected) {
  throw new TypeError(`token${path}: expected ${expected}`);
}

function object(value, path, fields) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(path, 'an object');
  for (const field of Object.keys(value))
    if (!fields.includes(field)) bad(`${path}.${field}`, `one of ${fields.join(', ')}`);
  return value;
}

function array(value, path) {
  return Array.isArray(value) ? value : bad(path, 'an array');
}

function flag(value, path) {
  return typeof value === 'boolean' ? Number(value) : bad(path, 'true or false');
}

/**
 * token: the object; kacs: for its sid() and encode(); numberOf(table, name):
 * the number of a name, as a BigInt, -1n for none.
 */
export function makeTokenSpec(token, kacs, numberOf) {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const bytes = [];

  const u32 = (value) => [value & 255, value >> 8 & 255, value >> 16 & 255, value >>> 24];
  const set32 = (at, value) => header.setUint32(at, value, true);
  const align = () => { while (bytes.length % 4) bytes.push(0); };
  const section = (at) => { align(); set32(at, HEADER_BYTES + bytes.length); };

  const named = (table, value, path) => {
    const number = numberOf(table, `${value}`);
    return number < 0n ? bad(path, `a name, not ${value}`) : number;
  };
  const flags = (table, values, path) => array(values, path)
    .reduce((sum, value, i) => sum | named(table, value, `${path}[${i}]`), 0n);

  const checked = (path, expected, call) => {
    try { return call(); } catch (error) { return bad(path, `${expected} (${error.message})`); }
  };
  const sid = (value, path) => checked(path, 'a SID', () => kacs.sid(value));

  // A member is a SID, or an object with one.
  const list = (members, path, at) => {
    if (array(members, path).length === 0) return;
    section(at);
    set32(at + 4, members.length);
    members.forEach((member, i) => {
      const where = `${path}[${i}]`;
      const plain = typeof member === 'string' || member instanceof Uint8Array;
      const { sid: one, attributes = ENABLED } =
        plain ? { sid: member } : object(member, where, ['sid', 'attributes']);
      const its = sid(one, where);
      bytes.push(...u32(its.length), ...its,
        ...u32(Number(flags(GROUP, attributes, `${where}.attributes`))));
    });
  };

  const claim = (value, path) => {
    const { name, type, flags: set = [], values = [] } =
      object(value, path, ['name', 'type', 'flags', 'values']);
    if (typeof name !== 'string') bad(`${path}.name`, 'a string');
    if (!Object.hasOwn(CLAIM_TYPES, type)) bad(`${path}.type`, Object.keys(CLAIM_TYPES).join(', '));
    const [letters, sddl] = CLAIM_TYPES[type];
    const its = [`"${escaped(name)}"`, letters, flags(CLAIM_FLAG, set, `${path}.flags`),
      ...array(values, `${path}.values`).map((one, i) =>
        sddl(one) ?? bad(`${path}.values[${i}]`, `a value of ${type}`))];
    const entry = checked(path, 'a claim', () =>
      kacs.encode(`S:(RA;;;;;WD;(${its.join(',')}))`).subarray(CLAIM_AT));
    bytes.push(...u32(entry.length), ...entry);
  };

  const claims = (values, path, at) => {
    if (array(values, path).length === 0) return;
    section(at);
    const start = bytes.length;
    values.forEach((value, i) => claim(value, `${path}[${i}]`));
    set32(at + 4, bytes.length - start);
  };

  object(token, '', FIELDS);
  set32(AT.version, VERSION);
  set32(AT.uid, NOBODY);
  set32(AT.gid, NOBODY);
  section(AT.user);
  bytes.push(...sid(token.user, '.user'));
  for (const key of LISTS) list(token[key] ?? [], `.${key}`, AT[key]);

  const { type = 'primary', integrity = 'medium', impersonation_level: level = 'anonymous' } =
    token;
  header.setUint8(AT.type, Number(named(TYPE, type, '.type')));
  header.setUint8(AT.impersonation_level, Number(named(LEVEL, level, '.impersonation_level')));
  set32(AT.integrity, Number(named(INTEGRITY, integrity, '.integrity')));
  set32(AT.mandatory_policy, Number(flags(POLICY, token.mandatory_policy ?? ['no_write_up'],
    '.mandatory_policy')));
  for (const key of ['write_restricted', 'user_deny_only'])
    header.setUint8(AT[key], flag(token[key] ?? false, `.${key}`));

  const privileges = object(token.privileges ?? {}, '.privileges', ['present', 'enabled']);
  for (const key of ['present', 'enabled'])
    header.setBigUint64(AT[key], array(privileges[key] ?? [], `.privileges.${key}`)
      .reduce((sum, value, i) =>
        sum | 1n << named(PRIVILEGE, value, `.privileges.${key}[${i}]`), 0n), true);

  if (token.confinement !== undefined) {
    const inside = object(token.confinement, '.confinement',
      ['sid', 'capabilities', 'exempt', 'isolation_boundary']);
    const its = sid(inside.sid, '.confinement.sid');
    section(AT.confinement);
    set32(AT.confinement + 4, its.length);
    bytes.push(...its);
    for (const key of ['exempt', 'isolation_boundary'])
      header.setUint8(AT[key], flag(inside[key] ?? false, `.confinement.${key}`));
    list(inside.capabilities ?? [], '.confinement.capabilities', AT.capabilities);
  }

  const about = object(token.claims ?? {}, '.claims', ['user', 'device']);
  claims(about.user ?? [], '.claims.user', AT.user_claims);
  claims(about.device ?? [], '.claims.device', AT.device_claims);

  return Uint8Array.from([...new Uint8Array(header.buffer), ...bytes]);
}
