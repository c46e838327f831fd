(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Central access and auditing policies: PSD-004 10.8. *)

open Wire

type rule = {
  applies_to : string option;
  dacl : Ace.t list; (* what applies to the object, of this and the others *)
  sacl : Ace.t list option;
  staged_dacl : Ace.t list option;
  staged_sacl : Ace.t list option;
}

type t = rule list

let max_bytes = 0x40000
let max_rules = 256
let max_condition = 0x10000

(* A field that is left out by a length of 0. *)
let optional read data =
  if data = "" then Some None else Option.map Option.some (read data)

let acl data = Option.map Ace.applying (Acl.exactly data)

let condition data =
  let* () =
    guard (String.length data <= max_condition && Bytecode.well_formed data)
  in
  Some data

let rule_at spec offset =
  let* applies_to, offset = counted spec offset in
  let* dacl, offset = counted spec offset in
  let* sacl, offset = counted spec offset in
  let* staged_dacl, offset = counted spec offset in
  let* staged_sacl, offset = counted spec offset in
  let* applies_to = optional condition applies_to in
  let* dacl = acl dacl in
  let* sacl = optional acl sacl in
  let* staged_dacl = optional acl staged_dacl in
  let* staged_sacl = optional acl staged_sacl in
  Some ({ applies_to; dacl; sacl; staged_dacl; staged_sacl }, offset)

(* The specification that kacs_set_caap is given, to its last byte. *)
let parse spec : t option =
  let* version = u8 spec 0 in
  let* count = u32 spec 1 in
  let* () =
    guard
      (version = 1 && count <= max_rules && String.length spec <= max_bytes)
  in
  let* rules, last = items (rule_at spec) 5 count in
  let* () = guard (last = String.length spec) in
  Some rules

(* ACCESS_ALLOWED_ACE for all rights, whatever the object is. *)
let allow_all sid : Ace.t =
  {
    bytes = "";
    index = 0;
    inherit_only = false;
    on_success = false;
    on_failure = false;
    mask = Mask.generic_all;
    sid;
    object_type = None;
    condition = None;
    body = Ace.Access Ace.Allow;
  }

(* What a policy means that nobody has set. *)
let recovery : t =
  [
    {
      applies_to = None;
      dacl =
        List.map allow_all
          [ Sid.administrators; Sid.local_system; Sid.owner_rights ];
      sacl = None;
      staged_dacl = None;
      staged_sacl = None;
    };
  ]
