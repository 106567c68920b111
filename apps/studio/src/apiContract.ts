import { ProjectSettings, ProjectSlug, ProjectState, TaskId } from "@justesse/types"
import * as account from "@justesse/types/wire/account"
import * as admin from "@justesse/types/wire/admin"
import * as asset from "@justesse/types/wire/asset"
import { Done, Empty } from "@justesse/types/wire/common"
import * as dataset from "@justesse/types/wire/dataset"
import * as people from "@justesse/types/wire/people"
import * as project from "@justesse/types/wire/project"
import * as review from "@justesse/types/wire/review"
import * as work from "@justesse/types/wire/work"
import { initTRPC } from "@trpc/server"
import { z } from "zod"

const t = initTRPC.create()
const never = (): never => {
  throw new Error("types only")
}
const q = <I extends z.ZodType, O extends z.ZodType>(i: I, o: O) => t.procedure.input(i).output(o).query(never)
const m = <I extends z.ZodType, O extends z.ZodType>(i: I, o: O) => t.procedure.input(i).output(o).mutation(never)
const slug = z.strictObject({ project: ProjectSlug })
const appRouter = t.router({
  account: t.router({
    me: q(Empty, account.Me),
    update: m(account.AccountUpdate, Done),
    signIn: m(account.SignIn, Done),
    signOut: m(Empty, Done),
    signOutElsewhere: m(Empty, Done),
    changePassword: m(account.PasswordChange, Done),
    tokens: q(Empty, z.strictObject({ tokens: z.array(account.TokenRow) })),
    createToken: m(account.TokenCreate, account.TokenCreated),
    revokeToken: m(z.strictObject({ id: z.int() }), Done),
    resetFinish: m(account.ResetFinish, Done),
    enter: m(account.LinkEnter, Done),
    joinShow: q(z.strictObject({ token: z.string() }), account.JoinShown),
    joinAccept: m(account.JoinAccept, account.JoinAccepted),
    exportMine: q(Empty, z.strictObject({ json: z.string() })),
  }),
  setup: t.router({
    show: q(account.SetupShow, account.SetupShown),
    finish: m(account.SetupFinish, account.SetupFinished),
  }),
  work: t.router({
    next: m(work.NextInput, work.Held),
    open: m(work.OpenInput, work.Lease),
    saveDraft: m(work.SaveDraftInput, work.SaveDraftOutput),
    submitNext: m(work.SubmitInput, work.SubmitOutput),
    skip: m(work.SkipInput, work.Held),
    heartbeat: m(work.HeartbeatInput, work.HeartbeatOutput),
    previous: q(work.PreviousInput, z.strictObject({ task: work.SentTask.nullable() })),
    sent: q(work.OpenInput, work.SentTask),
    revise: m(work.OpenInput, work.Lease),
    takeUp: m(work.OpenInput, work.Lease),
    guide: q(work.GuideInput, work.Guide),
    mine: q(work.ZoneInput, work.MyWork),
    history: q(work.HistoryInput, work.HistoryPage),
    one: q(work.OpenInput, work.HistoryOne),
    hours: q(work.HoursInput, work.Hours),
    acceptConditions: m(z.strictObject({ project: ProjectSlug, guidelineVersion: z.int() }), Done),
  }),
  review: t.router({
    queues: q(Empty, review.ReviewQueues),
    queue: q(review.ReviewQueueInput, review.ReviewQueue),
    open: m(review.ReviewOpen, z.strictObject({ task: review.ReviewTask.nullable() })),
    decide: m(review.Decide, review.DecideDone),
    undo: m(review.UndoDecision, review.Undone),
    file: m(review.ReviewFile, z.strictObject({ next: TaskId.nullable() })),
    sendBack: m(review.SendBack, Done),
    oneMore: m(review.OneMore, Done),
    release: m(review.ReviewRelease, Done),
  }),
  project: t.router({
    list: q(Empty, project.ProjectList),
    create: m(project.ProjectCreate, slug),
    draft: q(project.ProjectOnly, project.DraftShown),
    saveDraft: m(project.DraftSave, project.DraftShown),
    open: m(project.ProjectOnly, Done),
    overview: q(project.OverviewInput, project.Overview),
    conditions: q(project.ProjectOnly, project.Conditions),
    settings: m(project.SettingsUpdate, Done),
    settingsGet: q(
      project.ProjectOnly,
      z.strictObject({ name: z.string(), settings: ProjectSettings, state: ProjectState }),
    ),
    archive: m(project.ProjectOnly, Done),
    unarchive: m(project.ProjectOnly, Done),
    restore: m(project.ProjectOnly, Done),
    remove: m(project.ProjectDelete, Done),
    duplicate: m(project.Duplicate, slug),
  }),
  ontology: t.router({
    get: q(project.OntologyGet, project.OntologyShown),
    preview: q(project.OntologyPreview, project.OntologyChanges),
    save: m(project.OntologySave, project.VersionSaved),
  }),
  guideline: t.router({
    get: q(project.GuidelineGet, project.GuidelineShown),
    save: m(project.GuidelineSave, project.VersionSaved),
  }),
  activity: t.router({ list: q(project.ActivityInput, project.ActivityPage) }),
  asset: t.router({
    list: q(asset.AssetListInput, asset.AssetPage),
    get: q(asset.AssetGet, asset.AssetShown),
    act: m(asset.AssetActInput, asset.AssetActDone),
    undo: m(asset.AssetUndo, Done),
  }),
  imports: t.router({
    list: q(project.ProjectOnly, asset.ImportList),
    get: q(asset.ImportGet, asset.ImportShown),
    start: m(asset.ImportStart, asset.ImportStarted),
    cancel: m(asset.ImportGet, Done),
  }),
  dataset: t.router({
    list: q(project.ProjectOnly, dataset.VersionList),
    freeze: m(dataset.Freeze, dataset.Frozen),
    get: q(dataset.VersionGet, dataset.VersionShown),
    pictures: q(dataset.VersionPicturesInput, dataset.VersionPictures),
    loss: q(dataset.LossInput, dataset.Loss),
    exportStart: m(dataset.ExportStart, dataset.ExportStarted),
    exportCancel: m(asset.ImportGet, Done),
  }),
  people: t.router({
    list: q(project.ProjectOnly, people.PeopleShown),
    invite: m(people.Invite, people.Invited),
    resend: m(people.InvitationOnly, people.Invited),
    withdraw: m(people.InvitationOnly, Done),
    setRoles: m(people.SetRoles, Done),
    pause: m(people.PauseMember, Done),
    remove: m(people.MemberOnly, Done),
    releaseReserved: m(people.MemberOnly, Done),
    saveGroup: m(people.GroupSave, z.strictObject({ id: z.int() })),
    removeGroup: m(people.GroupOnly, Done),
  }),
  admin: t.router({
    health: q(Empty, admin.Health),
    setNightly: m(admin.NightlyUpdate, Done),
    backupNow: m(Empty, z.strictObject({ job: z.int() })),
    checkBackup: m(admin.BackupFile, admin.BackupChecked),
    people: q(Empty, admin.AdminPeople),
    invite: m(admin.AdminInvite, admin.LinkMade),
    resetLink: m(admin.PersonOnly, admin.LinkMade),
    signOutEverywhere: m(admin.PersonOnly, Done),
    setActive: m(admin.SetActive, Done),
    setOperator: m(admin.SetOperator, Done),
    retryJob: m(admin.JobOnly, Done),
    cancelJob: m(admin.JobOnly, Done),
    setReach: m(admin.ReachUpdate, z.strictObject({ restartNeeded: z.boolean() })),
  }),
})
export type AppRouter = typeof appRouter
