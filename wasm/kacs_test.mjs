// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs.wasm and its wrapper under node; prints TAP. scripts/wasm runs it on
 * build/wasm, with --expose-gc. With build/user/tools/kacs there, libkacs built
 * for this machine must say the same as libkacs built for WebAssembly.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KacsError, load } from '../build/wasm/kacs.mjs';
import { SDDL_ERRORS, SDDL_TEXTS, TOKENS } from './kacs_test_cases.mjs';

const root = new URL('..', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const module = await WebAssembly.compile(readFileSync(path('build/wasm/kacs.wasm')));
const kacs = await load(module);
const tool = path('build/user/tools/kacs');

const READ_DATA = 1, WRITE_DATA = 2, GENERIC_READ = 0x80000000, MAXIMUM = 0x02000000;
const SYSTEM = {
  user: 'SY', integrity: 'system',
  privileges: { present: ['SeBackupPrivilege'], enabled: ['SeBackupPrivilege'] },
};
const ALICE = { user: 'S-1-5-21-1-2-3-1001', groups: ['WD', 'AU'] };

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const ask = (token, sd, desired, more) => kacs.check(
  { token: kacs.token(token), descriptor: kacs.descriptor(sd), desired, ...more });
const answer = (granted, allowed, step, ace, acl) =>
  ({ granted, allowed, decided_by: { step, ace, acl } });

function failure(call) {
  try { call(); } catch (error) {
    if (error instanceof KacsError) return error;
    throw error;
  }
  return assert.fail('was accepted');
}

// What the tool answers to requests, one each.
function toolSays(command, requests) {
  const { stdout, stderr, status } = spawnSync(tool, [...command, '--batch', '-'],
    { input: requests.map((one) => `${JSON.stringify(one)}\n`).join(''), encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.length, requests.length);
  return answers;
}

const corpus = (name) => readdirSync(path(`tests/fuzz/corpus/${name}`)).map((file) =>
  ({ file, bytes: new Uint8Array(readFileSync(path(`tests/fuzz/corpus/${name}/${file}`))) }));

const sameAs = (call, wanted) => {
  let got;
  try { got = call(); } catch (error) {
    if (!(error instanceof KacsError)) throw error;
    got = { error: { offset: error.offset ?? 0, reason: error.reason } };
  }
  assert.deepEqual(got, wanted);
};

const tests = {
  the_module_imports_nothing() {
    assert.deepEqual(WebAssembly.Module.imports(module), []);
  },

  canonical_text_comes_back() {
    for (const text of SDDL_TEXTS) assert.equal(kacs.decode(kacs.encode(text)), text);
  },

  other_spellings_mean_the_same() {
    for (const [text, canonical] of [
      ['s:(ml;;nw;;;hi)d:p(a;oici;fa;;;sy)g:ba o:sy', 'O:SYG:BAD:P(A;OICI;FA;;;SY)S:(ML;;NW;;;HI)'],
      ['D:AIP(A;;2032127;;;S-1-0x5-18)', 'D:PAI(A;;FA;;;SY)'],
      ['D:(A;;KA;;;SY)', 'D:(A;;CCDCLCSWRPWPSDRCWDWO;;;SY)'],
    ]) assert.equal(kacs.decode(kacs.encode(text)), canonical);
  },

  bytes_are_self_relative() {
    assert.equal(hex(kacs.encode('O:SYG:BAD:P(A;OICI;FA;;;WD)S:(ML;;NW;;;HI)')),
      '01001490' + '14000000' + '20000000' + '30000000' + '4c000000' +
      '010100000000000512000000' + '01020000000000052000000020020000' +
      '02001c0001000000' + '1100140002000000' + '010100000000001000300000' +
      '02001c0001000000' + '00031400ff011f00' + '010100000000000100000000');
  },

  errors_name_the_byte_and_the_reason() {
    for (const [text, offset, reason] of SDDL_ERRORS) {
      const error = failure(() => kacs.encode(text));
      assert.equal(error.offset, offset, text);
      assert.match(error.reason, new RegExp(reason), text);
      assert.equal(error.message, `byte ${offset}: ${error.reason}`);
    }
  },

  offsets_are_bytes_of_utf8() {
    assert.equal(failure(() => kacs.encode('D:(XA;;FA;;;WD;(é == 1 && €€ ?))')).offset, 34);
    assert.equal(failure(() => kacs.encode('O:é\ud800')).offset, 4);
  },

  a_nul_character_is_no_end() {
    assert.equal(failure(() => kacs.encode('O:SY\0D:(A;;FA;;;WD)')).offset, 4);
    assert.throws(() => ask({ user: 'SY', integrity: 'low\0' }, 'O:SYD:', 1), TypeError);
    assert.throws(() => ask(SYSTEM, 'O:SYD:', 1, { mapping: 'file\0' }), TypeError);
    assert.throws(() => kacs.sid('SY\0'), KacsError);
  },

  domain_aliases_take_the_domain() {
    const options = { domain: 'S-1-5-21-7-8-9' };
    const sd = kacs.encode('O:LAG:DUD:(A;;FA;;;DA)', options);
    assert.equal(kacs.decode(sd),
      'O:S-1-5-21-7-8-9-500G:S-1-5-21-7-8-9-513D:(A;;FA;;;S-1-5-21-7-8-9-512)');
    assert.equal(kacs.decode(sd, options), 'O:LAG:DUD:(A;;FA;;;DA)');
    assert.match(failure(() => kacs.encode('O:LA')).reason, /needs a domain SID/);
  },

  a_damaged_descriptor_is_refused_with_the_byte() {
    const sd = kacs.encode('O:SYD:(A;;FA;;;SY)');
    for (let cut = 0; cut < sd.length; cut++) {
      failure(() => kacs.decode(sd.subarray(0, cut)));
      failure(() => kacs.descriptor(sd.subarray(0, cut)));
    }
    sd[0] = 2;
    assert.equal(failure(() => kacs.descriptor(sd)).offset, 0);
    assert.equal(failure(() => kacs.token(new Uint8Array(192))).offset, 0);
  },

  an_acl_over_65535_bytes_is_refused() {
    assert.match(failure(() => kacs.encode(`D:${'(A;;FA;;;SY)'.repeat(3277)}`)).reason, /65535/);
  },

  deep_conditions_do_not_exhaust_the_stack() {
    for (const depth of [10, 1000, 100000]) {
      const condition = `${'('.repeat(depth)}@User.a${')'.repeat(depth)}`;
      const negated = `${'!('.repeat(depth)}@User.a${')'.repeat(depth)}`;
      for (const text of [condition, negated])
        try {
          kacs.decode(kacs.encode(`D:(XA;;FA;;;WD;(${text}))`));
        } catch (error) {
          assert.ok(error instanceof KacsError && depth > 10, error);
        }
    }
  },

  the_last_word_is_told() {
    const sd = 'O:BAG:BAD:(D;;DC;;;SY)(A;;FA;;;SY)';
    assert.deepEqual(ask(SYSTEM, sd, READ_DATA), answer(1, true, 'dacl', 1, 'dacl'));
    assert.deepEqual(ask(SYSTEM, sd, READ_DATA | WRITE_DATA), answer(1, false, 'dacl', 0, 'dacl'));
    assert.deepEqual(ask(SYSTEM, 'O:BAG:BAD:(A;;CC;;;SY)', WRITE_DATA),
      answer(0, false, 'dacl', null, 'dacl'));
    assert.deepEqual(ask(SYSTEM, 'O:BAG:BAD:', 0), answer(0, true, 'result', null, null));
  },

  generic_rights_follow_the_mapping() {
    const sd = 'O:BAG:BAD:(A;;GR;;;SY)';
    for (const [mapping, granted] of [
      [undefined, 0x120089], ['file', 0x120089], ['registry', 0x20019], ['1,0x2,3,4', 1],
      [[0x40, 2, 3, 4], 0x40], ['none', 0],
    ]) assert.equal(ask(SYSTEM, sd, GENERIC_READ, { mapping }).granted, granted, `${mapping}`);
    for (const mapping of ['filf', '1,2,3', [1, 2, 3], [1, 2, 3, -1]])
      assert.throws(() => ask(SYSTEM, sd, GENERIC_READ, { mapping }), /mapping/);
  },

  privileges_count_with_intent_only() {
    assert.equal(ask(SYSTEM, 'O:BAG:BAD:', READ_DATA).allowed, false);
    assert.equal(ask(SYSTEM, 'O:BAG:BAD:', READ_DATA, { intent: ['restore'] }).allowed, false);
    assert.deepEqual(ask(SYSTEM, 'O:BAG:BAD:', READ_DATA, { intent: ['backup'] }),
      answer(1, true, 'privileges', null, null));
    assert.throws(() => ask(SYSTEM, 'O:BAG:BAD:', READ_DATA, { intent: ['toString'] }), TypeError);
  },

  self_is_the_objects_principal() {
    const sd = 'O:BAG:BAD:(A;;FA;;;PS)';
    assert.equal(ask(SYSTEM, sd, READ_DATA).allowed, false);
    assert.equal(ask(SYSTEM, sd, READ_DATA, { self: 'S-1-5-18' }).allowed, true);
    assert.equal(ask(SYSTEM, sd, READ_DATA, { self: kacs.sid('SY') }).allowed, true);
    assert.equal(ask(SYSTEM, sd, READ_DATA, { self: 'BA' }).allowed, false);
    assert.match(failure(() => ask(SYSTEM, sd, 1, { self: new Uint8Array(0) })).reason, /no SID/);
    assert.match(failure(() => ask(SYSTEM, sd, 1, { self: new Uint8Array(12) })).reason, /no SID/);
  },

  a_trust_label_asks_for_pip() {
    const sd = 'O:BAG:BAD:(A;;FA;;;WD)S:(TL;;FR;;;S-1-19-512-1024)';
    assert.deepEqual(ask(ALICE, sd, WRITE_DATA), answer(0, false, 'trust', 0, 'sacl'));
    assert.equal(ask(ALICE, sd, WRITE_DATA, { pip: [512, 1024] }).allowed, true);
    assert.equal(ask(ALICE, sd, WRITE_DATA, { pip: [512, 1023] }).allowed, false);
  },

  a_label_closes_writing_up() {
    const sd = 'O:BAG:BAD:(A;;FA;;;WD)S:(ML;;NW;;;HI)';
    assert.deepEqual(ask(ALICE, sd, WRITE_DATA), answer(0, false, 'integrity', 0, 'sacl'));
    assert.equal(ask(ALICE, sd, READ_DATA).allowed, true);
    assert.equal(ask({ ...ALICE, integrity: 'high' }, sd, WRITE_DATA).allowed, true);
  },

  conditions_see_claims_and_attributes() {
    const sd = 'O:BAG:BAD:(XA;;FA;;;WD;' +
      '(@User.clearance >= @Resource.level && @User.Dépt Contains "R&D"))' +
      'S:(RA;;;;;WD;("level",TI,0x0,3))';
    const claims = (clearance, dept) => ({
      ...ALICE, claims: { user: [
        { name: 'clearance', type: 'int64', values: [clearance] },
        { name: 'Dépt', type: 'string', values: dept },
      ] },
    });
    assert.equal(ask(claims(3, ['HR', 'R&D']), sd, READ_DATA).allowed, true);
    assert.equal(ask(claims(2, ['HR', 'R&D']), sd, READ_DATA).allowed, false);
    assert.equal(ask(claims(3, ['HR', 'R&D"']), sd, READ_DATA).allowed, false);
    assert.equal(ask(ALICE, sd, READ_DATA).allowed, false);
    // Whole 64 bits, in decimal whatever they begin with.
    for (const value of ['010', 10n, 10])
      assert.equal(ask(claims(value, ['R&D']), sd.replace('>=', '>').replace('0x0,3', '0x0,9'),
        READ_DATA).allowed, true);
    const most = sd.replace('0x0,3', '0x0,9223372036854775807');
    assert.equal(ask(claims(2n ** 63n - 1n, ['R&D']), most, READ_DATA).allowed, true);
    assert.equal(ask(claims(2n ** 63n - 2n, ['R&D']), most, READ_DATA).allowed, false);
  },

  a_wrong_token_names_the_field() {
    for (const [token, where] of [
      [null, 'token: expected an object'],
      [{}, 'token.user: expected a SID'],
      [{ user: 'SY', group: [] }, 'token.group: expected one of'],
      [{ user: 'SY', groups: ['WD', 'XX'] }, 'token.groups\\[1\\]: expected a SID .*no SID alias'],
      [{ user: 'SY', groups: [{ sid: 'WD', attributes: ['on'] }] },
        'token.groups\\[0\\].attributes\\[0\\]'],
      [{ user: 'SY', privileges: { present: ['SeNothing'] } }, 'token.privileges.present\\[0\\]'],
      [{ user: 'SY', integrity: 'mid' }, 'token.integrity'],
      [{ user: 'SY', user_deny_only: 1 }, 'token.user_deny_only: expected true or false'],
      [{ user: 'SY', confinement: {} }, 'token.confinement.sid'],
      [{ user: 'SY', claims: { user: [{ name: 'a', type: 'octet', values: ['0'] }] } },
        'token.claims.user\\[0\\].values\\[0\\]'],
    ]) assert.throws(() => kacs.token(token), new RegExp(where));
    for (const [type, ...values] of [
      ['int64', 2 ** 53, 1.5, '', 'x', null, '9223372036854775808'], ['uint64', -1, '-1'],
      ['string', 1], ['sid', 'XX', 'SY)', 5], ['boolean', 1, 'true'], ['octet', '0g', '#00'],
    ])
      for (const value of values)
        assert.throws(() => kacs.token(
          { user: 'SY', claims: { device: [{ name: 'a', type, values: [value] }] } }),
        /token.claims.device\[0\]/, `${type} ${value}`);
    // What only the module sees is an error of the module.
    failure(() => kacs.token({ user: 'SY', privileges: { enabled: ['SeBackup'] } }));
  },

  what_is_not_prepared_here_is_no_argument() {
    const token = kacs.token(SYSTEM), descriptor = kacs.descriptor('O:SYD:');
    assert.throws(() => kacs.check({ token: SYSTEM, descriptor, desired: 1 }), /token: expected/);
    assert.throws(() => kacs.check({ token, descriptor: token, desired: 1 }),
      /descriptor: expected/);
    for (const desired of [-1, 1.5, 2 ** 32, '1', undefined])
      assert.throws(() => kacs.check({ token, descriptor, desired }), /desired: expected/);
    token.free();
    token.free();
    assert.throws(() => kacs.check({ token, descriptor, desired: 1 }), /after free/);
  },

  async what_another_module_prepared_is_no_argument() {
    const other = await load(module);
    const token = other.token(SYSTEM), descriptor = kacs.descriptor('O:SYD:');
    assert.throws(() => kacs.check({ token, descriptor, desired: 1 }), /of this module/);
  },

  memory_is_used_again() {
    const round = () => {
      for (const text of SDDL_TEXTS) kacs.decode(kacs.encode(text));
      for (const [text] of SDDL_ERRORS) failure(() => kacs.encode(text));
      for (const token of TOKENS) kacs.token(token).free();
    };
    round();
    const before = kacs.memoryBytes;
    for (let i = 0; i < 300; i++) round();
    assert.equal(kacs.memoryBytes, before);
  },

  async what_is_forgotten_is_released() {
    const round = async () => {
      for (let i = 0; i < 3000; i++) kacs.descriptor('O:SYG:BAD:(A;;FA;;;SY)');
      for (let i = 0; i < 5; i++) {
        globalThis.gc();
        await new Promise((done) => { setTimeout(done, 1); });
      }
    };
    await round();
    await round();
    const before = kacs.memoryBytes;
    for (let i = 0; i < 20; i++) await round();
    assert.equal(kacs.memoryBytes, before);
  },

  async full_memory_is_an_error_and_no_end() {
    const small = await load(module);
    const sd = small.encode(`O:SYD:${'(A;;FA;;;SY)'.repeat(3000)}`);
    const all = [];
    const error = failure(() => { for (;;) all.push(small.descriptor(sd)); });
    assert.equal(error.reason, 'out of memory');
    assert.equal(error.offset, null);
    assert.ok(small.memoryBytes <= 256 * 1024 * 1024);
    all.forEach((one) => one.free());
    all.forEach((_, i) => { all[i] = small.descriptor(sd); });
  },

  async blocks_are_aligned_apart_and_freed_once() {
    const { exports } = await WebAssembly.instantiate(module);
    const sizes = [0, 1, 16, 17, 31, 48, 49, 100, 4096, 65520, 65521, 200000];
    const blocks = sizes.map((size) => [exports.alloc(size), size]);
    blocks.forEach(([at, size], i) => new Uint8Array(exports.memory.buffer, at, size).fill(i));
    blocks.forEach(([at, size], i) => {
      assert.equal(at % 16, 0);
      assert.ok(new Uint8Array(exports.memory.buffer, at, size).every((byte) => byte === i));
    });
    for (const size of [2 ** 30, 0x7fffffff, 0xfffffff0, 0xffffffff])
      assert.equal(exports.alloc(size), 0);
    exports.release(blocks[3][0]);
    assert.equal(exports.alloc(17), blocks[3][0]);
    exports.release(0);
    exports.release(blocks[4][0]);
    assert.throws(() => exports.release(blocks[4][0]), WebAssembly.RuntimeError);
  },

  no_input_of_the_fuzzers_stops_the_module() {
    for (const name of ['sddl', 'sd', 'token_spec', 'condition', 'acl'])
      for (const { bytes } of corpus(name))
        for (const call of [
          () => kacs.encode(new TextDecoder().decode(bytes)),
          () => kacs.decode(bytes), () => kacs.token(bytes), () => kacs.descriptor(bytes),
        ]) try { call(); } catch (error) { assert.ok(error instanceof KacsError, error); }
  },

  the_documents_example_says_what_it_says() {
    const page = readFileSync(path('docs/wasm.md'), 'utf8');
    const [, example] = page.match(/^```js\n(.*?)^```$/ms);
    const [, output] = page.match(/^```text\n(.*?)^```$/ms);
    writeFileSync(path('build/wasm/example.mjs'), example);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'],
      { cwd: path('build/wasm'), encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(stdout, output);
  },
};

const againstTheTool = {
  the_tool_encodes_the_same() {
    const kept = corpus('sddl').filter(({ file }) => !file.startsWith('binary'));
    const texts = [...SDDL_TEXTS, ...SDDL_ERRORS.map(([text]) => text),
      ...kept.map(({ bytes }) => new TextDecoder().decode(bytes))];
    toolSays(['sddl', 'encode'], texts.map((sddl) => ({ sddl }))).forEach((wanted, i) =>
      sameAs(() => ({ hex: hex(kacs.encode(texts[i])) }), wanted));
  },

  the_tool_decodes_the_same() {
    const sds = [...SDDL_TEXTS.map((text) => kacs.encode(text)),
      ...[...corpus('sddl'), ...corpus('sd')].map(({ bytes }) => bytes)].filter((sd) => sd.length);
    toolSays(['sddl', 'decode'], sds.map((sd) => ({ hex: hex(sd) }))).forEach((wanted, i) =>
      sameAs(() => ({ sddl: kacs.decode(sds[i]) }), wanted));
  },

  the_tool_decides_the_same() {
    const questions = [];
    const ways = [{}, { mapping: 'registry', self: 'S-1-5-18' },
      { pip: [512, 1024], intent: ['backup', 'restore'] }];
    for (const token of TOKENS)
      for (const sd of SDDL_TEXTS)
        for (const way of ways)
          for (const desired of [READ_DATA, WRITE_DATA, 0x80000, 0xc0000000, MAXIMUM, 0x01060003])
            questions.push({ token, sd, desired, ...way });
    const lists = (members) =>
      members?.map((member) => (typeof member === 'string' ? { sid: member } : member));
    const json = (token) => ({
      ...token, groups: lists(token.groups), restricted_sids: lists(token.restricted_sids),
      device_groups: lists(token.device_groups),
      restricted_device_groups: lists(token.restricted_device_groups),
    });
    const requests = questions.map(({ token, desired, pip, intent, ...rest }) => ({
      ...rest, token: json(token), access: `0x${desired.toString(16)}`,
      pip: pip?.join(), intent: intent?.join(),
    }));
    const tokens = new Map(TOKENS.map((token) => [token, kacs.token(token)]));
    const descriptors = new Map(SDDL_TEXTS.map((sd) => [sd, kacs.descriptor(sd)]));
    const seen = new Set();
    toolSays(['check'], requests).forEach(({ granted, allowed, decided_by }, i) => {
      const { token, sd, ...rest } = questions[i];
      // The module knows no policies, so it does not say which one is missing.
      const { step, ace, acl } = decided_by;
      assert.deepEqual(
        kacs.check({ ...rest, token: tokens.get(token), descriptor: descriptors.get(sd) }),
        { granted: Number(granted), allowed, decided_by: { step, ace, acl } },
        JSON.stringify(requests[i]));
      seen.add(decided_by.step);
    });
    // Each step that can have the last word had it.
    assert.deepEqual([...seen].sort(), ['confinement', 'dacl', 'gate', 'integrity', 'ownership',
      'policy', 'privileges', 'restricted', 'result', 'trust']);
  },
};

let number = 0, failed = 0;
async function run(name, test) {
  number++;
  try {
    await test();
    console.log(`ok ${number} - wasm_${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${number} - wasm_${name}`);
    console.log(`${error.stack ?? error}`.replace(/^/gm, '# '));
  }
}

for (const [name, test] of Object.entries(tests)) await run(name, test);
for (const [name, test] of Object.entries(againstTheTool))
  if (existsSync(tool)) await run(name, test);
  else console.log(`ok ${++number} - wasm_${name} # SKIP ninja -C build/user builds the tool`);
console.log(`1..${number}`);
process.exitCode = failed ? 1 : 0;
