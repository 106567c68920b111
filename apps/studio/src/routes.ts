import { createRootRoute, createRoute, lazyRouteComponent, Outlet, type RouteComponent } from "@tanstack/react-router"
import type { ComponentType } from "react"
import { loadAllSentences } from "./i18n/index.ts"
import {
  readActivityParams,
  readAnswerParams,
  readApiParams,
  readDecisionsParams,
  readGoldParams,
  readGuidelineParams,
  readHistoryParams,
  readHoursParams,
  readImagesParams,
  readLearnParams,
  readModelParams,
  readNameParams,
  readNothing,
  readQuestionsParams,
  readQueueParams,
  readReviewParams,
  readSignInParams,
  readSimilarParams,
  readStatementParams,
  readVersionParams,
  readVersionsParams,
  readWizardParams,
} from "./search.ts"
import { PlainFrame } from "./shell/PlainFrame.tsx"
import { Root } from "./shell/Root.tsx"
import { NoPage, PageTrouble, RouteTrouble } from "./shell/RouteTrouble.tsx"
import { fetchPage } from "./shell/upgrade/newVersion.ts"
import { WorkFrame } from "./shell/WorkFrame.tsx"

const root = createRootRoute({ component: Root, errorComponent: RouteTrouble, notFoundComponent: NoPage })
const frame = <const I extends string>(id: I, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, id, component })
type Frame<I extends string> = ReturnType<typeof frame<I>>
const manage = frame(
  "manage",
  // A task page has none of it, and it comes beside the page that it is around.
  lazyRouteComponent(() => fetchPage(() => import("./shell/ManageFrame.tsx")), "ManageFrame"),
)
const plain = frame("plain", PlainFrame)
const work = frame("workFrame", WorkFrame)
const bare = frame("bare", Outlet)

/**
 * A page under a frame, fetched when somebody goes there, with all sentences once somebody is in; `search` says what it reads
 * of the address after `?`. It is mounted anew for another project, import or picture, so that nothing that was chosen or
 * written about one is taken for another; `of` names the parameters of the path that tell, where not all do.
 */
function page<I extends string, const P extends string, N extends string, S extends object>(
  under: Frame<I>,
  path: P,
  load: () => Promise<Readonly<Record<N, ComponentType>>>,
  name: N,
  search: (raw: Record<string, unknown>) => S,
  of?: readonly string[],
) {
  const sentences = () => (Object.is(under, plain) ? null : loadAllSentences())
  const both = () => Promise.all([load(), sentences()]).then(([module]) => ({ default: module[name] }))
  const fetched = () => fetchPage(both)
  return createRoute({
    getParentRoute: () => under,
    path,
    component: lazyRouteComponent(fetched),
    // A page that breaks leaves its frame as it is, until somebody goes elsewhere.
    errorComponent: Object.is(under, work) || Object.is(under, bare) ? RouteTrouble : PageTrouble,
    validateSearch: (raw: Record<string, unknown>): Partial<S> => search(raw),
    remountDeps: ({ params }) => Object.entries(params).filter(([param]) => of === undefined || of.includes(param)),
  })
}

/** The address follows the task, or what is chosen on the page; only another project is another page. */
const BY_PROJECT = ["project"]

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => fetchPage(() => import("./shell/Home.tsx")), "Home"),
})

const barePages =
  import.meta.env.MODE === "test"
    ? [page(bare, "/bench/canvas", () => import("./workbench/annotate/bench/Page.tsx"), "BenchPage", readNothing)]
    : []

/** Open to everybody, and the only page of visitors that needs more than a visitor's sentences. */
const verifyPage = () => loadAllSentences().then(() => import("./pages/records/VerifyPage.tsx"))

export const tree = root.addChildren([
  home,
  plain.addChildren([
    // Pages of whoever is not in yet.
    page(plain, "/setup", () => import("./pages/account/SetupPage.tsx"), "SetupPage", readNothing),
    page(plain, "/signin", () => import("./pages/account/SignInPage.tsx"), "SignInPage", readSignInParams),
    page(plain, "/reset", () => import("./pages/account/ResetPage.tsx"), "ResetPage", readNothing),
    page(plain, "/join", () => import("./pages/account/JoinPage.tsx"), "JoinPage", readNothing),
    page(plain, "/enter", () => import("./pages/account/EnterPage.tsx"), "EnterPage", readNothing),
    page(plain, "/verify", verifyPage, "VerifyPage", readNothing),
    page(plain, "/about", () => import("./pages/account/AboutPage.tsx"), "AboutPage", readNothing),
  ]),
  manage.addChildren([
    // Pages about one's own work and account.
    page(manage, "/work", () => import("./pages/work/Page.tsx"), "MyWorkPage", readNothing),
    page(manage, "/work/history", () => import("./pages/work/HistoryPage.tsx"), "HistoryPage", readHistoryParams),
    page(manage, "/work/history/$assignment", () => import("./pages/work/OnePage.tsx"), "OnePage", readAnswerParams),
    page(manage, "/work/decisions", () => import("./pages/decisions/Page.tsx"), "DecisionsPage", readDecisionsParams),
    page(
      manage,
      "/work/decisions/$decision",
      () => import("./pages/decisions/OnePage.tsx"),
      "DecisionPage",
      readNothing,
    ),
    page(manage, "/work/questions", () => import("./pages/work/QuestionsPage.tsx"), "MyQuestionsPage", readNothing),
    page(manage, "/ombud", () => import("./pages/ombud/Page.tsx"), "OmbudPage", readNothing),
    page(manage, "/ombud/$matter", () => import("./pages/ombud/OnePage.tsx"), "OmbudMatterPage", readNothing),
    page(manage, "/inbox", () => import("./pages/inbox/Page.tsx"), "InboxPage", readNothing),
    page(manage, "/work/hours", () => import("./pages/work/HoursPage.tsx"), "HoursPage", readHoursParams),
    page(
      manage,
      "/work/hours/statement",
      () => import("./pages/pay/own/StatementPage.tsx"),
      "StatementPage",
      readStatementParams,
    ),
    page(manage, "/work/learn", () => import("./pages/learning/Page.tsx"), "LearningPage", readLearnParams),
    page(manage, "/work/learn/mentor", () => import("./pages/mentors/Page.tsx"), "MentorPage", readNothing),
    page(
      manage,
      "/work/learn/mentor/$slug/$pair",
      () => import("./pages/mentors/LearnerPage.tsx"),
      "LearnerPage",
      readNothing,
    ),
    page(manage, "/work/record", () => import("./pages/records/MakePage.tsx"), "MakePage", readNothing),
    page(manage, "/work/record/$number", () => import("./pages/records/SignedPage.tsx"), "SignedPage", readNothing),
    page(manage, "/work/contacts", () => import("./pages/work/contacts/Page.tsx"), "ContactsPage", readNothing),
    page(manage, "/work/about-me", () => import("./pages/work/aboutMe/Page.tsx"), "AboutMePage", readNothing),
    page(manage, "/settings", () => import("./pages/settings/Page.tsx"), "SettingsPage", readNothing),
    page(manage, "/settings/keys", () => import("./pages/settings/keys/Page.tsx"), "OwnKeysPage", readNothing),
    // Pages of projects.
    page(manage, "/projects", () => import("./pages/projects/Page.tsx"), "ProjectsPage", readNameParams),
    page(manage, "/projects/new", () => import("./pages/wizard/Page.tsx"), "WizardPage", readWizardParams),
    page(manage, "/p/$project", () => import("./pages/overview/Page.tsx"), "OverviewPage", readNothing),
    page(manage, "/p/$project/conditions", () => import("./pages/conditions/Page.tsx"), "ConditionsPage", readNothing),
    page(
      manage,
      "/p/$project/record",
      () => import("./pages/conditions/RecordPage.tsx"),
      "RequesterRecordPage",
      readNothing,
    ),
    page(manage, "/p/$project/images", () => import("./pages/images/Page.tsx"), "ImagesPage", readImagesParams),
    page(manage, "/p/$project/images/$image", () => import("./pages/images/OnePage.tsx"), "ImagePage", readNothing),
    page(manage, "/p/$project/imports", () => import("./pages/imports/Page.tsx"), "ImportsPage", readNothing),
    page(manage, "/p/$project/imports/$import", () => import("./pages/imports/OnePage.tsx"), "ImportPage", readNothing),
    page(manage, "/p/$project/labels", () => import("./pages/labels/Page.tsx"), "LabelsPage", readNothing),
    page(
      manage,
      "/p/$project/guideline",
      () => import("./pages/guideline/Page.tsx"),
      "GuidelinePage",
      readGuidelineParams,
    ),
    page(
      manage,
      "/p/$project/questions",
      () => import("./pages/questions/Page.tsx"),
      "QuestionsPage",
      readQuestionsParams,
    ),
    page(manage, "/p/$project/people", () => import("./pages/people/Page.tsx"), "PeoplePage", readNothing),
    page(manage, "/p/$project/quality", () => import("./pages/quality/Page.tsx"), "QualityPage", readNothing),
    page(manage, "/p/$project/gold", () => import("./pages/gold/Page.tsx"), "GoldPage", readGoldParams),
    page(manage, "/p/$project/gold/$image", () => import("./pages/gold/TrialPage.tsx"), "TrialPage", readNothing),
    page(manage, "/p/$project/models", () => import("./pages/models/Page.tsx"), "ModelsPage", readNothing),
    page(
      manage,
      "/p/$project/models/new",
      () => import("./pages/models/servers/ConnectPage.tsx"),
      "ConnectPage",
      readNothing,
    ),
    page(
      manage,
      "/p/$project/models/$set/gains",
      () => import("./pages/models/GainsPage.tsx"),
      "GainsPage",
      readNothing,
    ),
    page(manage, "/p/$project/models/$set", () => import("./pages/models/OnePage.tsx"), "ModelPage", readModelParams),
    page(manage, "/p/$project/versions", () => import("./pages/versions/Page.tsx"), "VersionsPage", readVersionsParams),
    page(
      manage,
      "/p/$project/versions/$version",
      () => import("./pages/versions/OnePage.tsx"),
      "VersionPage",
      readVersionParams,
    ),
    page(
      manage,
      "/p/$project/versions/$version/labor",
      () => import("./pages/versions/LaborPage.tsx"),
      "LaborPage",
      readNothing,
    ),
    page(
      manage,
      "/p/$project/versions/$version/against/$other",
      () => import("./pages/versions/ComparePage.tsx"),
      "ComparePage",
      readNothing,
      BY_PROJECT,
    ),
    page(manage, "/p/$project/budget", () => import("./pages/pay/budget/Page.tsx"), "BudgetPage", readNothing),
    page(manage, "/p/$project/activity", () => import("./pages/activity/Page.tsx"), "ActivityPage", readActivityParams),
    page(
      manage,
      "/p/$project/settings",
      () => import("./pages/projectSettings/Page.tsx"),
      "ProjectSettingsPage",
      readNothing,
    ),
    // Pages of the operator.
    page(manage, "/admin", () => import("./pages/admin/HealthPage.tsx"), "HealthPage", readNothing),
    page(manage, "/admin/people", () => import("./pages/admin/PeoplePage.tsx"), "AdminPeoplePage", readNameParams),
    page(manage, "/admin/jobs", () => import("./pages/admin/JobsPage.tsx"), "JobsPage", readNothing),
    page(manage, "/admin/backups", () => import("./pages/admin/BackupsPage.tsx"), "BackupsPage", readNothing),
    page(manage, "/admin/payouts", () => import("./pages/pay/studio/PayoutsPage.tsx"), "PayoutsPage", readNothing),
    page(manage, "/admin/floor", () => import("./pages/pay/studio/FloorPage.tsx"), "FloorPage", readNothing),
    page(manage, "/admin/ledger", () => import("./pages/pay/studio/LedgerPage.tsx"), "LedgerPage", readNothing),
    // Pages that explain.
    page(manage, "/help", () => import("./pages/help/Page.tsx"), "HelpPage", readNothing),
    page(manage, "/help/keys", () => import("./pages/help/KeysPage.tsx"), "KeysPage", readNothing),
    page(manage, "/help/terms", () => import("./pages/help/TermsPage.tsx"), "TermsPage", readNothing),
    page(manage, "/help/api", () => import("./pages/help/ApiPage.tsx"), "ApiPage", readApiParams),
    page(manage, "/help/micro-work", () => import("./pages/help/MicroWorkPage.tsx"), "MicroWorkPage", readNothing),
    page(
      manage,
      "/help/micro-work/why",
      () => import("./pages/help/MicroWorkPage.tsx"),
      "MicroWorkWhyPage",
      readNothing,
    ),
    // Queues of review.
    page(manage, "/review", () => import("./workbench/review/QueuesPage.tsx"), "QueuesPage", readNothing),
    page(manage, "/review/$project", () => import("./workbench/review/QueuePage.tsx"), "QueuePage", readQueueParams),
    page(
      manage,
      "/review/$project/alike",
      () => import("./workbench/review/similar/Page.tsx"),
      "SimilarPage",
      readSimilarParams,
    ),
    page(
      manage,
      "/review/$project/peer/$seat",
      () => import("./pages/progress/AssessPage.tsx"),
      "AssessPage",
      readNothing,
    ),
    page(manage, "/appeals", () => import("./workbench/judging/AppealsPage.tsx"), "AppealsPage", readNothing),
  ]),
  work.addChildren([
    // Pages that bring a canvas, whose code is fetched with these only.
    // One route for both addresses, so that the page stays mounted when its task gets one.
    page(
      work,
      "/label/$project/{-$assignment}",
      () => import("./workbench/annotate/Page.tsx"),
      "TaskPage",
      readNothing,
      BY_PROJECT,
    ),
    page(
      work,
      "/work/learn/practice",
      () => import("./pages/learning/practice/Page.tsx"),
      "PracticePage",
      readLearnParams,
    ),
    page(
      work,
      "/review/$project/$task",
      () => import("./workbench/review/Page.tsx"),
      "ReviewPage",
      readReviewParams,
      BY_PROJECT,
    ),
    page(
      work,
      "/review/$project/second/$decision",
      () => import("./workbench/judging/SecondPage.tsx"),
      "SecondPage",
      readNothing,
    ),
    page(work, "/appeals/$decision", () => import("./workbench/judging/AppealPage.tsx"), "AppealPage", readNothing),
  ]),
  bare.addChildren(barePages),
])
