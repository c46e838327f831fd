(* SPDX-License-Identifier: GPL-2.0-only OR MIT *)
(* AccessCheck and AccessCheckResultList: PSD-004 10.10. *)

type request = {
  base : Evaluate.request;
  policies : (Sid.t * Policy.t) list;
  result_list : bool;
}

type node = { node_granted : int; node_allowed : bool }

type decision = {
  allowed : bool;
  granted : int;
  privilege_granted : int;
  desired : int; (* mapped *)
  provenance : Evaluate.provenance;
  nodes : node list; (* in preorder *)
  continuous : int;
  mismatch : bool;
  staged : int;
  used : int list; (* privileges to mark as used *)
  events : Audit.event list;
}

let map_provenance change (p : Evaluate.provenance) : Evaluate.provenance =
  {
    security = change p.security;
    backup = change p.backup;
    restore = change p.restore;
    take_ownership = change p.take_ownership;
    relabel = change p.relabel;
  }

let denied ~desired ~tree : decision =
  let nothing (_ : Tree.t) = { node_granted = 0; node_allowed = false } in
  {
    allowed = false;
    granted = 0;
    privilege_granted = 0;
    desired;
    provenance = Evaluate.no_provenance;
    nodes = List.map nothing (Tree.nodes tree);
    continuous = 0;
    mismatch = false;
    staged = 0;
    used = [];
    events = [];
  }

let granted (tree : Tree.t) = tree.rights.granted
let all_granted tree = List.map granted (Tree.nodes tree)

(* Steps 2 to 15. docs/conformance.md, 10.2: masks are filtered to what was
   asked for unless MAXIMUM_ALLOWED was. With an object type list, what an event
   says to be granted is the root's. *)
let decide request ~desired ~maximum ~owner =
  let { base; policies; result_list } = request in
  let shown mask = if maximum then mask else mask land desired in
  let shown_tree =
    Tree.map (fun (rights : Tree.rights) ->
        { rights with granted = shown rights.granted })
  in
  let own = Evaluate.steps base ~owner in
  let totals = Central.evaluate policies base ~owner own.tree in
  let effective = shown_tree totals.effective in
  let staged = shown_tree totals.staged in
  let outcome : Audit.outcome =
    { requested = desired; granted = granted effective }
  in
  let anywhere =
    if result_list then
      {
        outcome with
        granted = List.fold_left ( lor ) 0 (all_granted effective);
      }
    else outcome
  in
  let provenance = map_provenance shown own.provenance in
  let uses = Audit.privilege_uses provenance anywhere in
  let own_sacl : Audit.sacl = { source = Object; aces = base.sd.sacl } in
  let walk sacls = Audit.walk base ~owner outcome (own_sacl :: sacls) in
  let audit = walk totals.sacls in
  let nodes_differ = all_granted effective <> all_granted staged in
  let audits_differ =
    totals.staged_sacls <> []
    && not (Audit.same (walk totals.staged_sacls) audit)
  in
  let mismatch = nodes_differ || audits_differ in
  let token = base.token in
  {
    allowed = Audit.success outcome;
    granted = outcome.granted;
    privilege_granted = outcome.granted land own.privilege_granted;
    desired;
    provenance;
    nodes =
      List.map
        (fun mask ->
          { node_granted = mask; node_allowed = mask land desired = desired })
        (all_granted effective);
    continuous = audit.continuous;
    mismatch;
    staged = granted staged;
    used = Audit.used uses;
    events =
      Audit.heard token uses
      @ List.map (fun fired -> Audit.access outcome (Some fired)) audit.fired
      @ Audit.forced token outcome
      @
      if mismatch then
        [
          Audit.Staging_mismatch
            {
              requested = desired;
              effective = outcome.granted;
              staged = granted staged;
              nodes_differ = base.tree <> None && nodes_differ;
            };
        ]
      else [];
  }

let check request : decision =
  let desired, maximum = Evaluate.desired request.base in
  match Evaluate.admitted request.base with
  | Some owner -> decide request ~desired ~maximum ~owner
  | None ->
      let tree = Option.value request.base.tree ~default:Tree.single in
      denied ~desired ~tree
