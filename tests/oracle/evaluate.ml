(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* EvaluateSecurityDescriptor: PSD-004 10.10, steps 0 to 11. *)

type request = {
  sd : Sd.t;
  token : Token.t;
  mapping : Mask.mapping;
  desired : int;
  backup_intent : bool;
  restore_intent : bool;
  pip_type : int;
  pip_trust : int;
  self : Sid.t option;
  tree : Tree.t option;
  local_claims : Claim.t list;
}

(* Which privilege gave what (10.10, privilege provenance tracking). *)
type provenance = {
  security : int;
  backup : int;
  restore : int;
  take_ownership : int;
  relabel : int;
}

(* What the steps decided, not filtered to what was asked for. *)
type outcome = {
  tree : Tree.t;
  privilege_granted : int;
  provenance : provenance;
}

let no_provenance =
  { security = 0; backup = 0; restore = 0; take_ownership = 0; relabel = 0 }

(* Steps 3 and 4: the rights that enabled privileges give, with their
   intents. *)
let privilege_rights (request : request) =
  let having bit rights =
    if Token.privileged request.token bit then rights else 0
  in
  let intending intent rights = if intent then rights else 0 in
  {
    no_provenance with
    security = having Token.se_security Mask.access_system_security;
    backup =
      intending request.backup_intent
        (having Token.se_backup (Mask.reading request.mapping));
    restore =
      intending request.restore_intent
        (having Token.se_restore
           (Mask.writing request.mapping
           lor Mask.write_dac lor Mask.write_owner lor Mask.delete
           lor Mask.access_system_security));
  }

(* The label of an object that has none (10.3): Medium, NO_WRITE_UP. *)
let default_label = (8192, 2)

(* EnforceMIC (10.3): the rights that the DACL must not grant, and the one that
   it may grant because of SeRelabel alone. The categories are stripped before
   they are mapped (docs/conformance.md), and writing is not among those that a
   lower caller starts with. *)
let mic (request : request) =
  let level, policy =
    Option.value (Sd.label request.sd) ~default:default_label
  in
  let category bit rights = if policy land bit = 0 then rights else 0 in
  if (not request.token.no_write_up) || request.token.integrity >= level then
    (0, 0)
  else
    let allowed =
      category 1 (Mask.reading request.mapping)
      lor category 4 (Mask.executing request.mapping)
    in
    let blocked = Mask.without (Mask.everything request.mapping) allowed in
    let relabel =
      if Token.privileged request.token Token.se_relabel then
        blocked land Mask.write_owner
      else 0
    in
    (Mask.without blocked relabel, relabel)

(* EnforcePIP (10.7): the rights that nobody and nothing may give. *)
let pip_denied (request : request) =
  match Sd.trust_label request.sd with
  | None -> 0
  | Some (kind, trust, mask) ->
      if request.pip_type >= kind && request.pip_trust >= trust then 0
      else
        Mask.without
          (Mask.everything request.mapping lor Mask.access_system_security)
          (Mask.map request.mapping mask)

(* Rights that are decided before any DACL is read, since no ACE of any pass
   gives them: ACCESS_SYSTEM_SECURITY (docs/conformance.md, 10.6), and what must
   not stand in an ACE (3.3). *)
let closed : Tree.rights =
  {
    decided =
      Mask.access_system_security lor Mask.maximum_allowed lor Mask.reserved;
    granted = 0;
  }

(* What the conditions of an ACE see. *)
let environment (request : request) (view : View.t) : Condition.environment =
  {
    sees_members = true;
    member = view.member;
    device_member = view.device_member;
    user_claims = request.token.user_claims;
    device_claims = request.token.device_claims;
    resource_attributes = Sd.resource_attributes request.sd;
    local_claims = request.local_claims;
  }

(* One DACL pass over a tree whose nodes start with [rights]. *)
let pass (request : request) view (rights : Tree.rights) =
  let environment = environment request view in
  let tree = Option.value request.tree ~default:Tree.single in
  Dacl.evaluate
    {
      view;
      mapping = request.mapping;
      has_tree = request.tree <> None;
      environment;
    }
    request.sd.dacl (Tree.fill rights tree)

(* Step 9: SeTakeOwnership gives WRITE_OWNER where no mandatory step refused
   it; the rights that it gives. *)
let taken_ownership (request : request) ~wanted ~mandatory (tree : Tree.t) =
  if
    wanted
    && Token.privileged request.token Token.se_take_ownership
    && (not (Mask.has mandatory Mask.write_owner))
    && not (Mask.has tree.rights.granted Mask.write_owner)
  then Mask.write_owner
  else 0

let add bits (rights : Tree.rights) : Tree.rights =
  { decided = rights.decided lor bits; granted = rights.granted lor bits }

(* Step 10. *)
let restrict (request : request) ~owner ~privilege_granted tree =
  let token = request.token in
  if token.restricted = [] && token.restricted_device_groups = [] then tree
  else
    let view = View.restricted token ~owner ~self:request.self in
    let held =
      if token.write_restricted then Mask.writing request.mapping else -1
    in
    Tree.merge
      (fun (normal : Tree.rights) (restricted : Tree.rights) : Tree.rights ->
        {
          normal with
          granted =
            Mask.without normal.granted held
            lor (normal.granted land restricted.granted)
            lor privilege_granted;
        })
      tree
      (pass request view closed)

(* Step 11. *)
let confine (request : request) ~owner tree =
  let token = request.token in
  if token.confinement = [] then tree
  else
    let view = View.confined token ~owner ~self:request.self in
    Tree.merge
      (fun (normal : Tree.rights) (confined : Tree.rights) ->
        { normal with granted = normal.granted land confined.granted })
      tree
      (pass request view closed)

(* Step 2: the mapped request, and whether MAXIMUM_ALLOWED was part of it. *)
let desired (request : request) =
  let mapped = Mask.map request.mapping request.desired in
  ( Mask.without mapped Mask.maximum_allowed,
    Mask.has mapped Mask.maximum_allowed )

(* Steps 2 to 11 for an object with an owner. *)
let steps (request : request) ~owner : outcome =
  let desired, maximum = desired request in
  let given = privilege_rights request in
  let privileges = given.security lor given.backup lor given.restore in
  let mic, relabel = mic request and pip = pip_denied request in
  let mandatory = mic lor pip in
  let kept = Mask.without privileges pip in
  let seed : Tree.rights =
    {
      decided = closed.decided lor privileges lor mandatory;
      granted = kept;
    }
  in
  let tree =
    pass request (View.normal request.token ~owner ~self:request.self) seed
  in
  let wanted = maximum || Mask.has desired Mask.write_owner in
  let taken = taken_ownership request ~wanted ~mandatory tree in
  let privilege_granted = kept lor taken in
  let tree =
    Tree.map (add taken) tree
    |> restrict request ~owner ~privilege_granted
    |> confine request ~owner
  in
  {
    tree;
    privilege_granted;
    provenance = { given with take_ownership = taken; relabel };
  }

(* Steps 0 and 1: the owner for whom the others run. Object type lists are valid
   once they are a tree. *)
let admitted (request : request) =
  if request.token.identification then None else request.sd.owner
