(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Access control lists: PSD-004 3.2. *)

open Wire

(* The ACE at [offset] and where the next one starts (3.4, ACE header). *)
let ace_at acl offset =
  let* size = u16 acl (offset + 2) in
  let* () = guard (size >= 4 && size mod 4 = 0) in
  let* bytes = sub acl offset size in
  let* ace = Ace.parse bytes in
  Some (ace, offset + size)

(* The ACL at [offset] of [bytes]; more bytes may follow. docs/conformance.md:
   revisions 2 to 4 are read. *)
let at bytes offset =
  let* revision = u8 bytes offset in
  let* size = u16 bytes (offset + 2) in
  let* count = u16 bytes (offset + 4) in
  let* () = guard (revision >= 2 && revision <= 4 && size >= 8) in
  let* acl = sub bytes offset size in
  let* entries, last = items (ace_at acl) 8 count in
  let* () = guard (last = size) in
  Some entries

let exactly bytes =
  let* size = u16 bytes 2 in
  let* () = guard (size = String.length bytes) in
  at bytes 0
