(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Access masks: PSD-004 3.3. A mask is an int that holds 32 bits. *)

type mapping = { read : int; write : int; execute : int; all : int }

let delete = 0x00010000
let read_control = 0x00020000
let write_dac = 0x00040000
let write_owner = 0x00080000
let access_system_security = 0x01000000
let maximum_allowed = 0x02000000

(* Bits 21 to 23, 26 and 27, which must not be used. *)
let reserved = 0x0ce00000

let generic_all = 0x10000000
let generic_execute = 0x20000000
let generic_write = 0x40000000
let generic_read = 0x80000000

let without mask bits = mask land lnot bits
let has mask bit = mask land bit <> 0

(* MapGenericBits of 10.10. *)
let map mapping mask =
  let replace mask (generic, specific) =
    if has mask generic then without mask generic lor specific else mask
  in
  List.fold_left replace mask
    [
      (generic_read, mapping.read);
      (generic_write, mapping.write);
      (generic_execute, mapping.execute);
      (generic_all, mapping.all);
    ]

(* What the generic rights mean for this kind of object. *)
let reading mapping = map mapping generic_read
let writing mapping = map mapping generic_write
let executing mapping = map mapping generic_execute
let everything mapping = map mapping generic_all
