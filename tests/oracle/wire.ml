(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Little-endian loads that answer None when the bytes are not there. *)

let ( let* ) = Option.bind

let guard condition = if condition then Some () else None

let sub bytes offset length =
  if offset >= 0 && length >= 0 && offset <= String.length bytes - length then
    Some (String.sub bytes offset length)
  else None

(* What is left of [bytes] behind [offset]. *)
let rest bytes offset = sub bytes offset (String.length bytes - offset)

let fits bytes offset length =
  offset >= 0 && offset <= String.length bytes - length

let u8 bytes offset =
  if fits bytes offset 1 then Some (Char.code bytes.[offset]) else None

let u16 bytes offset =
  if fits bytes offset 2 then Some (String.get_uint16_le bytes offset) else None

let u32 bytes offset =
  if fits bytes offset 4 then
    Some
      (String.get_uint16_le bytes offset
      lor (String.get_uint16_le bytes (offset + 2) lsl 16))
  else None

let i64 bytes offset =
  if fits bytes offset 8 then Some (String.get_int64_le bytes offset) else None

(* DWORD length and as many bytes: the bytes, and where they end. *)
let counted bytes offset =
  let* length = u32 bytes offset in
  let* data = sub bytes (offset + 4) length in
  Some (data, offset + 4 + length)

(* [count] items, each read by [item offset], which also tells where the next
   one starts. Answers the items and where the last one ended. *)
let rec items item offset count =
  if count <= 0 then Some ([], offset)
  else
    let* first, next = item offset in
    let* others, last = items item next (count - 1) in
    Some (first :: others, last)

(* All items up to the end of [bytes]; an item must not be empty. *)
let rec items_to_end bytes item offset =
  if offset = String.length bytes then Some []
  else
    let* first, next = item offset in
    let* () = guard (next > offset && next <= String.length bytes) in
    let* others = items_to_end bytes item next in
    Some (first :: others)

(* The list of the contents, if every one is there. *)
let rec all = function
  | [] -> Some []
  | None :: _ -> None
  | Some first :: others ->
      let* others = all others in
      Some (first :: others)
