(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Security identifiers: PSD-004 2.1. A SID is its bytes: comparison is
   exact. *)

open Wire

type t = string

let equal = String.equal

(* The length of a well-formed SID at [offset] (2.1, binary format). *)
let length_at bytes offset =
  let* revision = u8 bytes offset in
  let* count = u8 bytes (offset + 1) in
  let* () = guard (revision = 1 && count <= 15) in
  let length = 8 + (4 * count) in
  let* () = guard (fits bytes offset length) in
  Some length

(* The SID at [offset]; more bytes may follow. *)
let at bytes offset =
  let* length = length_at bytes offset in
  sub bytes offset length

(* The SID that [bytes] are, to the last byte. *)
let exactly bytes =
  let* length = length_at bytes 0 in
  let* () = guard (length = String.length bytes) in
  Some bytes

let le32 value =
  String.init 4 (fun i -> Char.chr ((value lsr (8 * i)) land 0xff))

(* S-1-authority-sub-sub-..., for an authority below 256. *)
let make authority subs =
  "\001"
  ^ String.make 1 (Char.chr (List.length subs))
  ^ "\000\000\000\000\000"
  ^ String.make 1 (Char.chr authority)
  ^ String.concat "" (List.map le32 subs)

(* 2.2, those that the model itself refers to. *)
let everyone = make 1 [ 0 ]
let owner_rights = make 3 [ 4 ]
let principal_self = make 5 [ 10 ]
let local_system = make 5 [ 18 ]
let administrators = make 5 [ 32; 544 ]

(* The level of a label SID: S-1-16-level, one of five (10.3, label SID
   validity). *)
let integrity_level sid =
  List.find_opt
    (fun level -> equal sid (make 16 [ level ]))
    [ 0; 4096; 8192; 12288; 16384 ]

(* The two axes of S-1-19-type-trust (10.7, trust-label SID validity). *)
let trust_axes sid =
  let* kind = u32 sid 8 in
  let* trust = u32 sid 12 in
  let* () = guard (equal sid (make 19 [ kind; trust ])) in
  Some (kind, trust)
