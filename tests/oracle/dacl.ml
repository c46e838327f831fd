(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* EvaluateDACL: PSD-004 10.2, 10.5. *)

type pass = {
  view : View.t;
  mapping : Mask.mapping;
  has_tree : bool;
  environment : Condition.environment;
}

let names_owner_rights (ace : Ace.t) =
  match ace.body with
  | Ace.Access _ -> Sid.equal ace.sid Sid.owner_rights
  | _ -> false

(* Does its condition let the ACE take effect (3.8, three-valued evaluation)? *)
let condition_holds pass polarity (ace : Ace.t) =
  let for_allow = polarity = Ace.Allow in
  match ace.condition with
  | None -> true
  | Some bytes -> (
      match Condition.evaluate pass.environment ~for_allow bytes with
      | Tri.True -> true
      | Tri.False -> false
      | Tri.Unknown -> not for_allow)

let applies pass polarity (ace : Ace.t) =
  pass.view.matches ~for_allow:(polarity = Ace.Allow) ace.sid
  && condition_holds pass polarity ace

let rights pass (ace : Ace.t) = Mask.map pass.mapping ace.mask

let take pass tree (ace : Ace.t) =
  match ace.body with
  | Ace.Access polarity when applies pass polarity ace -> (
      let mask = rights pass ace in
      let guid = if pass.has_tree then ace.object_type else None in
      match (polarity, guid) with
      | Ace.Allow, None -> Tree.map (Tree.grant mask) tree
      | Ace.Deny, None -> Tree.map (Tree.deny mask) tree
      | Ace.Allow, Some guid -> Tree.grant_at guid mask tree
      | Ace.Deny, Some guid -> Tree.deny_at guid mask tree)
  | Ace.Access _ | Ace.Audit | Ace.Alarm | Ace.Label _ | Ace.Resource _
  | Ace.Policy | Ace.Trust _ ->
      tree

let owner_implicit pass aces tree =
  if pass.view.owner && not (List.exists names_owner_rights aces) then
    Tree.map (Tree.grant (Mask.read_control lor Mask.write_dac)) tree
  else tree

let evaluate pass dacl tree =
  match dacl with
  | None ->
      let tree = owner_implicit pass [] tree in
      Tree.map (Tree.grant (Mask.everything pass.mapping)) tree
  | Some aces ->
      List.fold_left (take pass) (owner_implicit pass aces tree) aces
