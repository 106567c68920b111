import { JustesseError } from "@justesse/types"
import { Done } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/people"
import { ProjectOnly } from "@justesse/types/wire/project"
import { z } from "zod"
import { ALL_ROLES, member, router } from "../core/trpc.ts"
import * as people from "./index.ts"
import * as invitations from "./invitations.ts"

const done = { done: true } as const

/** Who belongs to a project: members, invitations, groups. */
export const peopleRouter = router({
  list: member(["owner", "reviewer"])
    .input(ProjectOnly)
    .output(wire.PeopleShown)
    .query(({ ctx }) => people.listPeople(ctx.deps, ctx.project, ctx.who)),
  invite: member(["owner"])
    .input(wire.Invite)
    .output(wire.Invited)
    .mutation(({ ctx, input }) => invitations.invite(ctx.deps, ctx.project, ctx.who, input)),
  resend: member(["owner"])
    .input(wire.InvitationOnly)
    .output(wire.Invited)
    .mutation(({ ctx, input }) => invitations.resend(ctx.deps, ctx.project, ctx.who, input.id)),
  withdraw: member(["owner"])
    .input(wire.InvitationOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await invitations.withdraw(ctx.deps, ctx.project, ctx.who, input.id)
      return done
    }),
  setRoles: member(["owner"])
    .input(wire.SetRoles)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await people.setRoles(ctx.deps, ctx.project, ctx.who, input.person, input.roles)
      return done
    }),
  pause: member(["owner"])
    .input(wire.PauseMember)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await people.pauseMember(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  remove: member(["owner"])
    .input(wire.MemberOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await people.removeMember(ctx.deps, ctx.project, ctx.who, input.person)
      return done
    }),
  leave: member([...ALL_ROLES], "work")
    .input(wire.MemberOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      // Whoever it is about is named, so that no page acts for somebody who has signed in since.
      if (input.person !== ctx.who.personId) throw new JustesseError("invalid_input", { field: "person", rule: "own" })
      await people.leaveProject(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  releaseReserved: member(["owner"])
    .input(wire.MemberOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await people.releaseReserved(ctx.deps, ctx.project, ctx.who, input.person)
      return done
    }),
  saveGroup: member(["owner"])
    .input(wire.GroupSave)
    .output(z.strictObject({ id: z.int() }))
    .mutation(({ ctx, input }) => people.saveGroup(ctx.deps, ctx.project, ctx.who, input)),
  removeGroup: member(["owner"])
    .input(wire.GroupOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await people.removeGroup(ctx.deps, ctx.project, ctx.who, input.id)
      return done
    }),
})
