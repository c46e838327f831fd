(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Auditing, steps 13 to 14b of AccessCheck: PSD-004 10.9, 10.10, 13.7. *)

(* Where a SACL stands: in the object, or in a rule of the policy that an ACE of
   the object's SACL names. *)
type source = Object | Rule of { policy : int; rule : int }

type sacl = { source : source; aces : Ace.t list }
type fired = { source : source; ace : Ace.t }

type event =
  | Privilege_use of {
      privilege : int;
      requested : int;
      granted : int;
      surviving : int;
      success : bool;
    }
  | Access of {
      by : fired option; (* None: forced by the token *)
      requested : int;
      granted : int;
      success : bool;
    }
  | Staging_mismatch of {
      requested : int;
      effective : int;
      staged : int;
      nodes_differ : bool;
    }

(* What the final decision is about. *)
type outcome = { requested : int; granted : int }

let success { requested; granted } = granted land requested = requested

(* Bits of the token's audit policy (10.9). *)
let object_access_success = 0x01
let object_access_failure = 0x02
let privilege_use_success = 0x04
let privilege_use_failure = 0x08

let asked (token : Token.t) ~success ~on_success ~on_failure =
  Mask.has token.audit_policy (if success then on_success else on_failure)

(* Step 13: the privileges that gave something that was asked for. [final] is
   what anything granted in the end. *)
let privilege_uses (provenance : Evaluate.provenance) { requested; granted } =
  List.filter_map
    (fun (privilege, given) ->
      let contributed = given land requested in
      if contributed = 0 then None
      else
        Some
          (Privilege_use
             {
               privilege;
               requested = contributed;
               granted = given;
               surviving = given land granted;
               success = Mask.has contributed granted;
             }))
    [
      (Token.se_security, provenance.security);
      (Token.se_backup, provenance.backup);
      (Token.se_restore, provenance.restore);
      (Token.se_take_ownership, provenance.take_ownership);
      (Token.se_relabel, provenance.relabel);
    ]

(* Those that are marked as used. *)
let used =
  List.filter_map (function
    | Privilege_use { privilege; success = true; _ } -> Some privilege
    | Privilege_use _ | Access _ | Staging_mismatch _ -> None)

(* Those that the token's policy wants to hear of. *)
let heard token =
  List.filter (function
    | Privilege_use { success; _ } ->
        asked token ~success ~on_success:privilege_use_success
          ~on_failure:privilege_use_failure
    | Access _ | Staging_mismatch _ -> true)

(* Does an audit or alarm ACE match? As a denial would: deny-only groups are
   seen, and a condition that is UNKNOWN holds. *)
let matches (request : Evaluate.request) (view : View.t) (ace : Ace.t) =
  view.matches ~for_allow:false ace.sid
  && (match (ace.object_type, request.tree) with
     | Some guid, Some tree -> Tree.contains guid tree
     | Some _, None | None, _ -> true)
  &&
  match ace.condition with
  | None -> true
  | Some bytes ->
      Condition.evaluate
        (Evaluate.environment request view)
        ~for_allow:false bytes
      <> Tri.False

(* What several SACLs ask for: the audit ACEs that fire, and the mask for
   continuous auditing. *)
type walk = { fired : fired list; continuous : int }

let fires (request : Evaluate.request) outcome (ace : Ace.t) =
  Mask.has (Mask.map request.mapping ace.mask) outcome.requested
  && if success outcome then ace.on_success else ace.on_failure

let take request view outcome source walk (ace : Ace.t) =
  match ace.body with
  | Ace.Audit when matches request view ace && fires request outcome ace ->
      { walk with fired = walk.fired @ [ { source; ace } ] }
  | Ace.Alarm when matches request view ace ->
      {
        walk with
        continuous = walk.continuous lor Mask.map request.mapping ace.mask;
      }
  | Ace.Audit | Ace.Alarm | Ace.Access _ | Ace.Label _ | Ace.Resource _
  | Ace.Policy | Ace.Trust _ ->
      walk

(* Step 14. *)
let walk (request : Evaluate.request) ~owner outcome sacls =
  let view = View.normal request.token ~owner ~self:request.self in
  List.fold_left
    (fun walk { source; aces } ->
      List.fold_left (take request view outcome source) walk aces)
    { fired = []; continuous = 0 }
    sacls

(* Would they audit the same? An event tells its ACE, not where that stands. *)
let same a b =
  let aces walk = List.map (fun fired -> fired.ace.Ace.bytes) walk.fired in
  aces a = aces b && a.continuous = b.continuous

let access outcome by =
  Access
    {
      by;
      requested = outcome.requested;
      granted = outcome.granted;
      success = success outcome;
    }

(* Step 14b. *)
let forced token outcome =
  if
    asked token ~success:(success outcome) ~on_success:object_access_success
      ~on_failure:object_access_failure
  then [ access outcome None ]
  else []
