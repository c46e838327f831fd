(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Access control entries: PSD-004 3.4. *)

open Wire

type polarity = Allow | Deny

type body =
  | Access of polarity
  | Audit
  | Alarm
  | Label of int (* the level *)
  | Resource of Claim.t
  | Policy
  | Trust of int * int (* type, trust *)

(* The part that recognised types share. *)
type t = {
  bytes : string; (* as it stands in the ACL *)
  index : int; (* where it stands there *)
  inherit_only : bool;
  on_success : bool; (* of an audit ACE *)
  on_failure : bool;
  mask : int;
  sid : Sid.t;
  object_type : string option;
  condition : string option; (* application data of a callback ACE *)
  body : body;
}

(* A type that is not in the tables is skipped by every walk. *)
type entry = Known of t | Unrecognised

(* The four families times the four effects. *)
let kind = function
  | 0x00 -> Some (Access Allow, false, false)
  | 0x01 -> Some (Access Deny, false, false)
  | 0x02 -> Some (Audit, false, false)
  | 0x03 -> Some (Alarm, false, false)
  | 0x05 -> Some (Access Allow, true, false)
  | 0x06 -> Some (Access Deny, true, false)
  | 0x07 -> Some (Audit, true, false)
  | 0x08 -> Some (Alarm, true, false)
  | 0x09 -> Some (Access Allow, false, true)
  | 0x0a -> Some (Access Deny, false, true)
  | 0x0b -> Some (Access Allow, true, true)
  | 0x0c -> Some (Access Deny, true, true)
  | 0x0d -> Some (Audit, false, true)
  | 0x0e -> Some (Alarm, false, true)
  | 0x0f -> Some (Audit, true, true)
  | 0x10 -> Some (Alarm, true, true)
  | _ -> None

(* Flags and the GUIDs that they announce: where the SID starts, ObjectType. *)
let object_fields ace =
  let* flags = u32 ace 8 in
  let has_type = flags land 1 <> 0 and has_inherited = flags land 2 <> 0 in
  let after_type = if has_type then 28 else 12 in
  let sid_offset = if has_inherited then after_type + 16 else after_type in
  if has_type then
    let* guid = sub ace 12 16 in
    Some (sid_offset, Some guid)
  else Some (sid_offset, None)

let common ace flags body =
  let* mask = u32 ace 4 in
  Some
    {
      bytes = ace;
      index = 0;
      inherit_only = flags land 0x08 <> 0;
      on_success = flags land 0x40 <> 0;
      on_failure = flags land 0x80 <> 0;
      mask;
      sid = "";
      object_type = None;
      condition = None;
      body;
    }

(* The families that control access or auditing. *)
let parse_rule ace flags (body, is_object, is_callback) =
  let* entry = common ace flags body in
  let* sid_offset, object_type =
    if is_object then object_fields ace else Some (8, None)
  in
  let* sid = Sid.at ace sid_offset in
  let* data = rest ace (sid_offset + String.length sid) in
  let* () = guard (is_callback || data = "") in
  let condition = if is_callback then Some data else None in
  Some (Known { entry with sid; object_type; condition })

(* The single-SID types whose SID or data mean something of their own. *)
let parse_label ace flags =
  let* sid = Option.bind (rest ace 8) Sid.exactly in
  let* level = Sid.integrity_level sid in
  let* entry = common ace flags (Label level) in
  Some (Known { entry with sid })

let parse_resource ace flags =
  let* sid = Sid.at ace 8 in
  let* () = guard (Sid.equal sid Sid.everyone) in
  let* data = rest ace (8 + String.length sid) in
  let* claim = Claim.parse data in
  let* entry = common ace flags (Resource claim) in
  Some (Known { entry with sid })

let parse_policy ace flags =
  let* sid = Option.bind (rest ace 8) Sid.exactly in
  let* entry = common ace flags Policy in
  Some (Known { entry with sid })

let parse_trust ace flags =
  let* sid = Option.bind (rest ace 8) Sid.exactly in
  let* kind, trust = Sid.trust_axes sid in
  let* entry = common ace flags (Trust (kind, trust)) in
  Some (Known { entry with sid })

(* One ACE, to its last byte. *)
let parse ace =
  let* number = u8 ace 0 in
  let* flags = u8 ace 1 in
  match kind number with
  | Some rule -> parse_rule ace flags rule
  | None -> (
      match number with
      | 0x11 -> parse_label ace flags
      | 0x12 -> parse_resource ace flags
      | 0x13 -> parse_policy ace flags
      | 0x14 -> parse_trust ace flags
      | _ -> Some Unrecognised)

(* The ACEs that apply to the object itself, of the types that we know. *)
let applying entries =
  List.mapi (fun index entry -> (index, entry)) entries
  |> List.filter_map (function
       | index, Known ace when not ace.inherit_only -> Some { ace with index }
       | _, (Known _ | Unrecognised) -> None)
