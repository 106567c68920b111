import { ProjectKind, ProjectSettings, ProjectSlug, ProjectState } from "@justesse/types"
import { Done, Empty } from "@justesse/types/wire/common"
import { ContentAnswer, ContentOpen } from "@justesse/types/wire/content"
import { ExportFormat } from "@justesse/types/wire/dataset"
import * as wire from "@justesse/types/wire/project"
import { ProjectRating, RequesterRecord } from "@justesse/types/wire/requester"
import { z } from "zod"
import { answerContent, openReports } from "../content/reports.ts"
import { ALL_ROLES, member, person, router } from "../core/trpc.ts"
import { showConditions } from "./conditions.ts"
import { createProject } from "./create.ts"
import * as draft from "./draft.ts"
import * as projects from "./index.ts"
import { showOverview } from "./overview/index.ts"
import { rateProject, showRequesterRecord } from "./requester.ts"
import { templateFormats } from "./templates.ts"

const done = { done: true } as const
const Made = z.strictObject({ project: ProjectSlug })
const Settings = z.strictObject({
  ...{ name: z.string(), kind: ProjectKind, settings: ProjectSettings, state: ProjectState },
})

/** Projects: making, opening, watching, changing and keeping them. */
export const projectRouter = router({
  list: person("read")
    .input(Empty)
    .output(wire.ProjectList)
    .query(({ ctx }) => projects.listProjects(ctx.deps, ctx.who)),
  formats: person("read")
    .input(wire.TemplateFormats)
    .output(z.array(ExportFormat))
    .query(({ input }) => templateFormats(input.template)),
  create: person("manage")
    .input(wire.ProjectCreate)
    .output(Made)
    .mutation(({ ctx, input }) => createProject(ctx.deps, ctx.who, input)),
  draft: member(["owner"])
    .input(wire.ProjectOnly)
    .output(wire.DraftShown)
    .query(({ ctx }) => draft.showDraft(ctx.deps, ctx.project)),
  saveDraft: member(["owner"])
    .input(wire.DraftSave)
    .output(wire.DraftShown)
    .mutation(({ ctx, input }) => draft.saveDraft(ctx.deps, ctx.project, ctx.who, input.draft)),
  open: member(["owner"])
    .input(wire.ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await draft.openProject(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  overview: member(["owner", "reviewer"], "read")
    .input(wire.OverviewInput)
    .output(wire.Overview)
    .query(({ ctx, input }) => showOverview(ctx.deps, ctx.project, ctx.who, input)),
  conditions: member(ALL_ROLES, "read")
    .input(wire.ProjectOnly)
    .output(wire.Conditions)
    .query(({ ctx }) => showConditions(ctx.deps, ctx.project, ctx.who.personId)),
  requesterRecord: member(ALL_ROLES, "read")
    .input(wire.ProjectOnly)
    .output(RequesterRecord)
    .query(({ ctx }) => showRequesterRecord(ctx.deps, ctx.project, ctx.who)),
  rate: member(["annotator"], "work")
    .input(ProjectRating)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await rateProject(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  settings: member(["owner"])
    .input(wire.SettingsUpdate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await projects.updateSettings(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  settingsGet: member(["owner", "reviewer"], "read")
    .input(wire.ProjectOnly)
    .output(Settings)
    .query(({ ctx }) => projects.showSettings(ctx.project)),
  content: member(["owner"])
    .input(wire.ProjectOnly)
    .output(ContentOpen)
    .query(({ ctx }) => openReports(ctx.deps, ctx.project)),
  answerContent: member(["owner"])
    .input(ContentAnswer)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await answerContent(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  archive: member(["owner"])
    .input(wire.ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await projects.archiveProject(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  unarchive: member(["owner"])
    .input(wire.ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await projects.unarchiveProject(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  restore: member(["owner"], "manage", "known")
    .input(wire.ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await projects.restoreProject(ctx.deps, ctx.project, ctx.who)
      return done
    }),
  remove: member(["owner"])
    .input(wire.ProjectDelete)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await projects.removeProject(ctx.deps, ctx.project, ctx.who, input.confirm)
      return done
    }),
  duplicate: member(["owner"])
    .input(wire.Duplicate)
    .output(Made)
    .mutation(({ ctx, input }) => projects.duplicateProject(ctx.deps, ctx.project, ctx.who, input.name)),
})
