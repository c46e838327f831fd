(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* Step 12 of AccessCheck: central policies, PSD-004 10.8, 10.10. *)

(* The running totals: what the rules leave of the rights, and what they would
   leave of them with what is staged; the SACLs to walk, and the staged ones. *)
type totals = {
  effective : Tree.t;
  staged : Tree.t;
  sacls : Audit.sacl list;
  staged_sacls : Audit.sacl list;
}

(* A rule, and where it comes from. *)
type rule = { source : Audit.source; rule : Policy.rule }

(* Each policy once, with the first ACE that names it. *)
let named sd =
  List.fold_left
    (fun seen (ace : Ace.t) ->
      if List.exists (fun (other : Ace.t) -> other.sid = ace.sid) seen then seen
      else seen @ [ ace ])
    [] (Sd.policies sd)

(* The rules of the policies that the object names, in their order. *)
let rules policies sd =
  List.concat_map
    (fun (ace : Ace.t) ->
      Option.value (List.assoc_opt ace.sid policies) ~default:Policy.recovery
      |> List.mapi (fun index rule ->
             let source = Audit.Rule { policy = ace.index; rule = index } in
             { source; rule }))
    (named sd)

(* applies_to sees the token as it is, without virtual groups, and no
   memberships at all. A rule that is not known to apply is skipped. *)
let applies (request : Evaluate.request) { rule; _ } =
  match rule.applies_to with
  | None -> true
  | Some bytes ->
      let environment : Condition.environment =
        {
          sees_members = false;
          member = (fun ~for_allow:_ _ -> false);
          device_member = (fun ~for_allow:_ _ -> false);
          user_claims = request.token.user_claims;
          device_claims = request.token.device_claims;
          resource_attributes = Sd.resource_attributes request.sd;
          local_claims = request.local_claims;
        }
      in
      Condition.evaluate environment ~for_allow:false bytes = Tri.True

(* The whole of steps 0 to 11 for the object with another DACL. Intents are the
   caller's, not the policy's. Evaluation asks no policies, so that it makes no
   difference whether the ACEs that name them are taken out of the SACL. *)
let under (request : Evaluate.request) ~owner dacl =
  let sd = { request.sd with dacl = Some dacl } in
  let request =
    { request with sd; backup_intent = false; restore_intent = false }
  in
  (Evaluate.steps request ~owner).tree

let intersect =
  Tree.merge (fun (a : Tree.rights) (b : Tree.rights) ->
      { a with granted = a.granted land b.granted })

(* The ACLs of a policy are parsed when it is set: to evaluate one is never an
   error. *)
let take request ~owner totals { source; rule } =
  let walked sacl =
    List.map (fun aces : Audit.sacl -> { source; aces }) (Option.to_list sacl)
  in
  let effective = under request ~owner rule.dacl in
  let staged =
    match rule.staged_dacl with
    | None -> effective
    | Some dacl -> under request ~owner dacl
  in
  let staged_sacl =
    match rule.staged_sacl with None -> rule.sacl | Some _ as staged -> staged
  in
  {
    effective = intersect totals.effective effective;
    staged = intersect totals.staged staged;
    sacls = totals.sacls @ walked rule.sacl;
    staged_sacls = totals.staged_sacls @ walked staged_sacl;
  }

let evaluate policies (request : Evaluate.request) ~owner tree =
  rules policies request.sd
  |> List.filter (applies request)
  |> List.fold_left (take request ~owner)
       { effective = tree; staged = tree; sacls = []; staged_sacls = [] }
