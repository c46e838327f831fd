(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Security descriptors: PSD-004 3.1, self-relative form. *)

open Wire

type t = {
  owner : Sid.t option;
  dacl : Ace.t list option; (* what applies to the object; None: NULL *)
  sacl : Ace.t list;
}

let max_bytes = 65535

let sid_at bytes offset =
  if offset = 0 then Some None else Option.map Option.some (Sid.at bytes offset)

(* docs/conformance.md: PRESENT with offset 0 is a NULL DACL too. *)
let acl_at bytes present offset =
  if present && offset <> 0 then Option.map Option.some (Acl.at bytes offset)
  else Some None

let parse bytes =
  let* revision = u8 bytes 0 in
  let* control = u16 bytes 2 in
  let* () =
    guard
      (revision = 1
      && control land 0x8000 <> 0
      && String.length bytes <= max_bytes)
  in
  let* owner_offset = u32 bytes 4 in
  let* group_offset = u32 bytes 8 in
  let* sacl_offset = u32 bytes 12 in
  let* dacl_offset = u32 bytes 16 in
  let* owner = sid_at bytes owner_offset in
  let* _ = sid_at bytes group_offset in
  let* sacl = acl_at bytes (control land 0x0010 <> 0) sacl_offset in
  let* dacl = acl_at bytes (control land 0x0004 <> 0) dacl_offset in
  Some
    {
      owner;
      dacl = Option.map Ace.applying dacl;
      sacl = Ace.applying (Option.value sacl ~default:[]);
    }

(* What the pre-SACL walk extracts (10.10 step 5): the first of its kind, all
   resource attributes, all policies. *)
let label sd =
  List.find_map
    (fun (ace : Ace.t) ->
      match ace.body with
      | Ace.Label level -> Some (level, ace.mask)
      | _ -> None)
    sd.sacl

let trust_label sd =
  List.find_map
    (fun (ace : Ace.t) ->
      match ace.body with
      | Ace.Trust (kind, trust) -> Some (kind, trust, ace.mask)
      | _ -> None)
    sd.sacl

let resource_attributes sd =
  List.filter_map
    (fun (ace : Ace.t) ->
      match ace.body with Ace.Resource claim -> Some claim | _ -> None)
    sd.sacl

(* The ACEs that name policies, in their order; one policy may be named
   twice. *)
let policies sd =
  List.filter (fun (ace : Ace.t) -> ace.body = Ace.Policy) sd.sacl
