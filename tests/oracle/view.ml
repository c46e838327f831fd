(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* As whom a DACL pass sees the caller: PSD-004 10.2, 10.4, 10.6, and
   EnrichToken of 10.10. *)

type t = {
  matches : for_allow:bool -> Sid.t -> bool; (* the SID of an ACE *)
  member : for_allow:bool -> Sid.t -> bool; (* Member_of *)
  device_member : for_allow:bool -> Sid.t -> bool; (* Device_Member_of *)
  owner : bool; (* gets the implicit rights of the owner *)
}

(* Add S-1-3-4 and S-1-5-10 to those that [base] sees, as [identity] has the
   owner and the principal. Who is the principal by a deny-only SID only is it
   for denials only. *)
let enrich ~identity ~owner ~self base ~for_allow sid =
  (Sid.equal sid Sid.owner_rights && identity ~for_allow:true owner)
  || (Sid.equal sid Sid.principal_self
     &&
     match self with
     | None -> false
     | Some self ->
         identity ~for_allow:true self
         || ((not for_allow) && identity ~for_allow:false self))
  || base ~for_allow sid

let present list ~for_allow:_ sid = List.exists (Sid.equal sid) list

let in_groups groups ~for_allow sid =
  List.exists
    (fun (group : Token.group) ->
      Token.group_matches ~for_allow group && Sid.equal sid group.sid)
    groups

(* The normal pass. docs/conformance.md: ownership is matched like a grant. *)
let normal (token : Token.t) ~owner ~self =
  let identity = Token.matches token in
  let matches = enrich ~identity ~owner ~self identity in
  {
    matches;
    member = matches;
    device_member = in_groups token.device_groups;
    owner = identity ~for_allow:true owner;
  }

(* 10.4: presence in the restricting list is all that counts. *)
let restricted (token : Token.t) ~owner ~self =
  let identity = present token.restricted in
  let matches = enrich ~identity ~owner ~self identity in
  let device_groups =
    if token.restricted_device_groups = [] then token.device_groups
    else token.restricted_device_groups
  in
  {
    matches;
    member = matches;
    device_member = in_groups device_groups;
    owner = identity ~for_allow:true owner;
  }

(* 10.6: ACEs see the package and its capabilities, conditions the whole token
   with the virtual groups of the package; the owner has no implicit rights. *)
let confined (token : Token.t) ~owner ~self =
  let identity = present token.confinement in
  {
    matches = enrich ~identity ~owner ~self identity;
    member = enrich ~identity ~owner ~self (Token.matches token);
    device_member = in_groups token.device_groups;
    owner = false;
  }
