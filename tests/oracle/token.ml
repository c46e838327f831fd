(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Tokens: PSD-004 4.2, read from the wire format of 13.6 section 5. *)

open Wire

type group = { sid : Sid.t; enabled : bool; deny_only : bool }

type t = {
  identification : bool; (* an impersonation token of that level *)
  user : Sid.t;
  user_deny_only : bool;
  groups : group list;
  restricted : Sid.t list;
  write_restricted : bool;
  device_groups : group list;
  restricted_device_groups : group list;
  confinement : Sid.t list; (* the package and its capabilities, or none *)
  privileges : int64; (* enabled *)
  integrity : int;
  no_write_up : bool;
  audit_policy : int;
  user_claims : Claim.t list;
  device_claims : Claim.t list;
}

(* 13.6, privilege bit positions. *)
let se_security = 8
let se_take_ownership = 9
let se_backup = 17
let se_restore = 18
let se_relabel = 32

let privileged token bit =
  not
    (Int64.equal 0L
       (Int64.logand token.privileges (Int64.shift_left 1L bit)))

let group_at spec offset =
  let* length = u32 spec offset in
  let* sid = Option.bind (sub spec (offset + 4) length) Sid.exactly in
  let* attributes = u32 spec (offset + 4 + length) in
  Some
    ( {
        sid;
        enabled = attributes land 0x04 <> 0;
        deny_only = attributes land 0x10 <> 0;
      },
      offset + 8 + length )

(* The list whose offset and count stand at [field] and behind it. *)
let groups_of spec field =
  let* offset = u32 spec field in
  let* count = u32 spec (field + 4) in
  let* groups, _ = items (group_at spec) offset count in
  Some groups

let section spec field =
  let* offset = u32 spec field in
  let* length = u32 spec (field + 4) in
  if length = 0 then Some "" else sub spec offset length

let sids groups = List.map (fun group -> group.sid) groups

let parse spec =
  let* version = u32 spec 0 in
  let* kind = u8 spec 4 in
  let* level = u8 spec 5 in
  let* () = guard (version = 2 && (kind = 1 || kind = 2)) in
  let* integrity = u32 spec 8 in
  let* policy = u32 spec 12 in
  let* privileges = i64 spec 24 in
  let* audit_policy = u32 spec 44 in
  let* user_offset = u32 spec 88 in
  let* user = Sid.at spec user_offset in
  let* groups = groups_of spec 92 in
  let* default_dacl = section spec 100 in
  let* () = guard (default_dacl = "" || Acl.exactly default_dacl <> None) in
  let* user_claims = Option.bind (section spec 108) Claim.parse_array in
  let* device_claims = Option.bind (section spec 116) Claim.parse_array in
  let* device_groups = groups_of spec 124 in
  let* restricted = groups_of spec 132 in
  let* package = section spec 140 in
  let* capabilities = groups_of spec 148 in
  let* exempt = u8 spec 156 in
  let* write_restricted = u8 spec 157 in
  let* user_deny_only = u8 spec 158 in
  let* restricted_device_groups = groups_of spec 168 in
  let* confinement =
    if package = "" then Some []
    else
      let* package = Sid.exactly package in
      Some (if exempt <> 0 then [] else package :: sids capabilities)
  in
  Some
    {
      identification = kind = 2 && level = 1;
      user;
      user_deny_only = user_deny_only <> 0;
      groups;
      restricted = sids restricted;
      write_restricted = write_restricted <> 0;
      device_groups;
      restricted_device_groups;
      confinement;
      privileges;
      integrity;
      no_write_up = policy land 1 <> 0;
      audit_policy;
      user_claims;
      device_claims;
    }

(* A group as the attributes let it match (10.2, SID matching). *)
let group_matches ~for_allow group =
  if for_allow then group.enabled && not group.deny_only
  else group.enabled || group.deny_only

(* SidMatchesToken of 10.10. *)
let matches token ~for_allow sid =
  if Sid.equal sid token.user then not (for_allow && token.user_deny_only)
  else
    List.exists
      (fun group -> group_matches ~for_allow group && Sid.equal sid group.sid)
      token.groups
