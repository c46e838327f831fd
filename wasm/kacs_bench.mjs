// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What calls of kacs.mjs cost, in ns: medians of rounds, from JavaScript into
 * the module and back. "scripts/wasm bench" runs it on build/wasm.
 */
import { readFileSync } from 'node:fs';
import { load } from '../build/wasm/kacs.mjs';

const wasm = readFileSync(new URL('../build/wasm/kacs.wasm', import.meta.url));
const kacs = await load(wasm);
const ROUNDS = 15, CALLS = 100000;

const token = kacs.token({
  user: 'S-1-5-21-1-2-3-1001',
  groups: Array.from({ length: 10 }, (_, i) => `S-1-5-21-1-2-3-${2000 + i}`),
  claims: { user: [{ name: 'level', type: 'int64', values: [3] }] },
});
const aces = (tail) => 'O:SYG:SYD:(D;;DC;;;S-1-5-21-1-2-3-1)(A;;FR;;;S-1-5-21-1-2-3-2)' +
  `(A;;FR;;;S-1-5-21-1-2-3-3)${tail}(A;;FA;;;BA)`;
const fourth = '(A;;FR;;;S-1-5-21-1-2-3-2009)';
const plain = kacs.descriptor(aces(fourth));
const conditional = kacs.descriptor(aces('(XA;;FR;;;S-1-5-21-1-2-3-2009;' +
  '(@User.level >= 2 && Member_of {SID(S-1-5-21-1-2-3-2005)}))'));
const bytes = kacs.encode(aces(fourth));

function bench(what, call) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < CALLS; i++) call();
    rounds.push(Number(process.hrtime.bigint() - start) / CALLS);
  }
  rounds.sort((a, b) => a - b);
  console.log(`${rounds[ROUNDS >> 1].toFixed(0).padStart(7)} ns  ${what}`);
}

console.log(`${wasm.length} bytes of kacs.wasm, node ${process.version}`);
bench('check: 10 groups, 5 ACEs, the 4th decides',
  () => kacs.check({ token, descriptor: plain, desired: 1 }));
bench('the same with MAXIMUM_ALLOWED',
  () => kacs.check({ token, descriptor: plain, desired: 0x02000000 }));
bench('the same with a condition: a comparison and a Member_of',
  () => kacs.check({ token, descriptor: conditional, desired: 1 }));
bench('encode the 5 ACEs', () => kacs.encode(aces(fourth)));
bench('decode them', () => kacs.decode(bytes));
bench('prepare them, and free()', () => kacs.descriptor(bytes).free());
