// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * KACS in JavaScript: SDDL and AccessCheck, by kacs.wasm. docs/wasm.md has an
 * example. Nothing here decides anything; it carries bytes into the module's
 * memory and out.
 */
import { makeTokenSpec } from './token_spec.mjs';

const NONE = 0xffffffff; // KACS_NO_OFFSET on wasm32, and KACS_NO_ACE
const ACLS = [null, 'dacl', 'sacl', 'policy'];
const NO_PIP = [0, 0];
const INTENTS = ['backup', 'restore']; // KACS_BACKUP_INTENT is bit 0

/** Bad input. offset: the byte, of text that of its UTF-8; null: none. */
export class KacsError extends Error {
  constructor(reason, offset = null) {
    super(offset === null ? reason : `byte ${offset}: ${reason}`);
    this.name = 'KacsError';
    this.reason = reason;
    this.offset = offset;
  }
}

function u32(value, what) {
  if (value >>> 0 === value) return value;
  throw new RangeError(`${what}: expected an integer of 32 bits, not ${value}`);
}

function intentOf(word) {
  if (INTENTS.includes(word)) return 1 << INTENTS.indexOf(word);
  throw new TypeError(`intent: expected ${INTENTS.join(' or ')}, not ${word}`);
}

function utf8(text, what) {
  if (typeof text !== 'string') throw new TypeError(`${what}: expected a string`);
  // TextEncoder would change it to U+FFFD without a word.
  const lone = text.search(/\p{Surrogate}/u);
  if (lone >= 0) throw new KacsError('half a surrogate pair', utf8(text.slice(0, lone)).length);
  return new TextEncoder().encode(text);
}

function name(text, what) {
  if (String(text).includes('\0')) throw new TypeError(`${what}: a name with the character 0`);
  return utf8(`${text}\0`, what);
}

/** What lies in the module's memory until free() or garbage collection. */
class Prepared {
  #address; #owner; #registry;

  constructor(address, owner, registry) {
    [this.#address, this.#owner, this.#registry] = [address, owner, registry];
    registry.register(this, address, this);
  }

  static address(prepared, kind, owner, what) {
    if (!(prepared instanceof kind) || prepared.#owner !== owner)
      throw new TypeError(`${what}: expected what ${what}() of this module returned`);
    if (!prepared.#address) throw new TypeError(`${what}: used after free()`);
    return prepared.#address;
  }

  free() {
    if (!this.#address) return;
    this.#registry.unregister(this);
    this.#registry.release(this.#address);
    this.#address = 0;
  }
}

class Token extends Prepared {}
class Descriptor extends Prepared {}

class Registry extends FinalizationRegistry {
  constructor(release) {
    super(release);
    this.release = release;
  }
}

class Kacs {
  #wasm; #tokens; #descriptors; #mappings = new Map(); #steps = new Map(); #words;

  constructor(wasm) {
    this.#wasm = wasm;
    this.#words = new Uint32Array(wasm.memory.buffer);
    this.#tokens = new Registry(wasm.token_free);
    this.#descriptors = new Registry(wasm.sd_free);
  }

  /** SDDL text into the bytes of a self-relative descriptor. */
  encode(sddl, { domain } = {}) {
    return this.#with([utf8(sddl, 'sddl'), domain && this.sid(domain)], (...where) => {
      const sd = this.#good(this.#wasm.encode(...where));
      const bytes = this.#bytes(sd);
      this.#wasm.release(sd);
      return bytes;
    });
  }

  /** The bytes of a self-relative descriptor into canonical SDDL text. */
  decode(sd, { domain } = {}) {
    return this.#with([sd, domain && this.sid(domain)], (...where) => {
      const address = this.#good(this.#wasm.decode(...where));
      const text = this.#text(address);
      this.#wasm.release(address);
      return text;
    });
  }

  /** The bytes of a SID: of S-1-..., or of two letters such as BA. */
  sid(sid) {
    if (sid instanceof Uint8Array) return sid;
    return this.#with([utf8(sid, 'sid')], (...where) =>
      this.#bytes(this.#good(this.#wasm.sid(...where))));
  }

  /** Prepare a token: of the bytes of a specification, or of an object. */
  token(token) {
    const spec = token instanceof Uint8Array ? token
      : makeTokenSpec(token, this, (kind, text) =>
        this.#with([name(text, kind)], (address) => this.#wasm.number_of(kind, address)));
    return this.#with([spec], (...where) =>
      new Token(this.#good(this.#wasm.token_new(...where)), this, this.#tokens));
  }

  /** Prepare a descriptor: of SDDL text, or of its bytes. */
  descriptor(sd) {
    return this.#with([sd instanceof Uint8Array ? sd : this.encode(sd)], (...where) =>
      new Descriptor(this.#good(this.#wasm.sd_new(...where)), this, this.#descriptors));
  }

  /**
   * AccessCheck. mapping: a kind of object, or [read, write, execute, all];
   * self: a SID; pip: [type, trust]; intent: of 'backup' and 'restore'.
   */
  check({ token, descriptor, desired, mapping = 'file', self, pip = NO_PIP, intent }) {
    const masks = this.#mapping(mapping);
    const ask = (sid, length) => this.#good(this.#wasm.check(
      Prepared.address(token, Token, this, 'token'),
      Prepared.address(descriptor, Descriptor, this, 'descriptor'),
      u32(desired, 'desired'), masks[0], masks[1], masks[2], masks[3],
      intent ? intent.reduce((bits, word) => bits | intentOf(word), 0) : 0,
      u32(pip[0], 'pip type'), u32(pip[1], 'pip trust'), sid, length));
    const at = (self === undefined ? ask(0, 0) : this.#with([this.sid(self)], ask)) / 4;
    const words = this.#memory();
    const ace = words[at + 4];
    return {
      granted: words[at + 1], allowed: words[at] === 1,
      decided_by: {
        step: this.#step(words[at + 2]), ace: ace === NONE ? null : ace, acl: ACLS[words[at + 3]],
      },
    };
  }

  /** How much memory the module has; it grows to 256 MiB and never shrinks. */
  get memoryBytes() {
    return this.#wasm.memory.buffer.byteLength;
  }

  // All of it in words; a new view only when it has grown.
  #memory() {
    const { buffer } = this.#wasm.memory;
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer);
    return this.#words;
  }

  // Call with address and length of a copy of each; an absent one is 0, 0.
  #with(inputs, call) {
    const where = [];
    try {
      for (const input of inputs) {
        if (input !== undefined && !(input instanceof Uint8Array))
          throw new TypeError('expected a Uint8Array');
        where.push(input ? this.#good(this.#wasm.alloc(input.length)) : 0, input?.length ?? 0);
        if (input) new Uint8Array(this.#wasm.memory.buffer).set(input, where.at(-2));
      }
      return call(...where);
    } finally {
      for (let i = 0; i < where.length; i += 2) this.#wasm.release(where[i]);
    }
  }

  #good(address) {
    if (address) return address;
    const offset = this.#wasm.error_offset() >>> 0;
    throw new KacsError(this.#text(this.#wasm.error_text()), offset === NONE ? null : offset);
  }

  #bytes(address) {
    return new Uint8Array(this.#wasm.memory.buffer, address, this.#wasm.length()).slice();
  }

  #text(address) {
    const bytes = new Uint8Array(this.#wasm.memory.buffer);
    return new TextDecoder().decode(bytes.subarray(address, bytes.indexOf(0, address)));
  }

  #step(number) {
    if (!this.#steps.has(number)) this.#steps.set(number, this.#text(this.#wasm.step_name(number)));
    return this.#steps.get(number);
  }

  #mapping(mapping) {
    if (Array.isArray(mapping) && mapping.length === 4)
      return mapping.map((mask) => u32(mask, 'mapping'));
    if (!this.#mappings.has(mapping)) {
      const address = this.#with([name(mapping, 'mapping')], (text) => this.#wasm.mapping(text));
      if (!address) throw new TypeError(`mapping: no kind of object is called ${mapping}`);
      this.#mappings.set(mapping, [...new Uint32Array(this.#wasm.memory.buffer, address, 4)]);
    }
    return this.#mappings.get(mapping);
  }
}

/** wasm: the bytes of kacs.wasm, or a WebAssembly.Module of them. */
export async function load(wasm) {
  const module = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm);
  return new Kacs((await WebAssembly.instantiate(module)).exports);
}
