import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router"
import type { ComponentType } from "react"
import { loadAllSentences } from "./i18n/index.ts"

type Module = Record<string, ComponentType>

/**
 * One page under a frame, fetched when somebody goes there. Search parameters are read by the page itself. It is mounted anew for
 * another project, import or picture, so that nothing that was chosen or written about one is taken for another; `of` names
 * the parameters of the path that tell, where not all do.
 */
function visitorPage<F extends AnyRoute, const P extends string>(
  frame: F,
  path: P,
  load: () => Promise<Module>,
  name: string,
  of?: readonly string[],
) {
  return createRoute({
    getParentRoute: () => frame,
    path,
    component: lazyRouteComponent(load, name),
    remountDeps: ({ params }: { readonly params: object }) =>
      Object.entries(params).filter(([param]) => of === undefined || of.includes(param)),
  })
}

/** A page behind sign-in: its sentences come with it. */
export function page<F extends AnyRoute, const P extends string>(
  frame: F,
  path: P,
  load: () => Promise<Module>,
  name: string,
  of?: readonly string[],
) {
  const both = () => Promise.all([load(), loadAllSentences()]).then(([module]) => module)
  return visitorPage(frame, path, both, name, of)
}

/** Pages of whoever is not in yet. */
export function visitorRoutes<F extends AnyRoute>(frame: F) {
  return [
    visitorPage(frame, "/setup", () => import("./pages/account/SetupPage.tsx"), "SetupPage"),
    visitorPage(frame, "/signin", () => import("./pages/account/SignInPage.tsx"), "SignInPage"),
    visitorPage(frame, "/reset", () => import("./pages/account/ResetPage.tsx"), "ResetPage"),
    visitorPage(frame, "/join", () => import("./pages/account/JoinPage.tsx"), "JoinPage"),
    visitorPage(frame, "/enter", () => import("./pages/account/EnterPage.tsx"), "EnterPage"),
    visitorPage(frame, "/about", () => import("./pages/account/AboutPage.tsx"), "AboutPage"),
  ]
}

/** Pages about one's own work and account. */
export function ownRoutes<F extends AnyRoute>(frame: F) {
  return [
    page(frame, "/work", () => import("./pages/work/Page.tsx"), "MyWorkPage"),
    page(frame, "/work/history", () => import("./pages/work/HistoryPage.tsx"), "HistoryPage"),
    page(frame, "/work/history/$assignment", () => import("./pages/work/OnePage.tsx"), "OnePage"),
    page(frame, "/work/hours", () => import("./pages/work/HoursPage.tsx"), "HoursPage"),
    page(frame, "/work/about-me", () => import("./pages/work/AboutMePage.tsx"), "AboutMePage"),
    page(frame, "/settings", () => import("./pages/settings/Page.tsx"), "SettingsPage"),
  ]
}

/** Pages of projects. */
export function projectRoutes<F extends AnyRoute>(frame: F) {
  return [
    page(frame, "/projects", () => import("./pages/projects/Page.tsx"), "ProjectsPage"),
    page(frame, "/projects/new", () => import("./pages/wizard/Page.tsx"), "WizardPage"),
    page(frame, "/p/$project", () => import("./pages/overview/Page.tsx"), "OverviewPage"),
    page(frame, "/p/$project/conditions", () => import("./pages/conditions/Page.tsx"), "ConditionsPage"),
    page(frame, "/p/$project/images", () => import("./pages/images/Page.tsx"), "ImagesPage"),
    page(frame, "/p/$project/images/$image", () => import("./pages/images/OnePage.tsx"), "ImagePage"),
    page(frame, "/p/$project/imports", () => import("./pages/imports/Page.tsx"), "ImportsPage"),
    page(frame, "/p/$project/imports/$import", () => import("./pages/imports/OnePage.tsx"), "ImportPage"),
    page(frame, "/p/$project/labels", () => import("./pages/labels/Page.tsx"), "LabelsPage"),
    page(frame, "/p/$project/guideline", () => import("./pages/guideline/Page.tsx"), "GuidelinePage"),
    page(frame, "/p/$project/people", () => import("./pages/people/Page.tsx"), "PeoplePage"),
    page(frame, "/p/$project/quality", () => import("./pages/quality/Page.tsx"), "QualityPage"),
    page(frame, "/p/$project/gold", () => import("./pages/gold/Page.tsx"), "GoldPage"),
    page(frame, "/p/$project/gold/$image", () => import("./pages/gold/TrialPage.tsx"), "TrialPage"),
    page(frame, "/p/$project/models", () => import("./pages/models/Page.tsx"), "ModelsPage"),
    page(frame, "/p/$project/models/$set", () => import("./pages/models/OnePage.tsx"), "ModelPage"),
    page(frame, "/p/$project/versions", () => import("./pages/versions/Page.tsx"), "VersionsPage"),
    page(frame, "/p/$project/versions/$version", () => import("./pages/versions/OnePage.tsx"), "VersionPage"),
    page(
      frame,
      "/p/$project/versions/$version/against/$other",
      () => import("./pages/versions/ComparePage.tsx"),
      "ComparePage",
      // Its two versions are chosen on the page itself.
      ["project"],
    ),
    page(frame, "/p/$project/activity", () => import("./pages/activity/Page.tsx"), "ActivityPage"),
    page(frame, "/p/$project/settings", () => import("./pages/projectSettings/Page.tsx"), "ProjectSettingsPage"),
  ]
}

/** Pages of the operator. */
export function adminRoutes<F extends AnyRoute>(frame: F) {
  return [
    page(frame, "/admin", () => import("./pages/admin/HealthPage.tsx"), "HealthPage"),
    page(frame, "/admin/people", () => import("./pages/admin/PeoplePage.tsx"), "AdminPeoplePage"),
    page(frame, "/admin/jobs", () => import("./pages/admin/JobsPage.tsx"), "JobsPage"),
    page(frame, "/admin/backups", () => import("./pages/admin/BackupsPage.tsx"), "BackupsPage"),
  ]
}

/** Pages that explain. */
export function helpRoutes<F extends AnyRoute>(frame: F) {
  return [
    page(frame, "/help", () => import("./pages/help/Page.tsx"), "HelpPage"),
    page(frame, "/help/keys", () => import("./pages/help/KeysPage.tsx"), "KeysPage"),
    page(frame, "/help/terms", () => import("./pages/help/TermsPage.tsx"), "TermsPage"),
    page(frame, "/help/api", () => import("./pages/help/ApiPage.tsx"), "ApiPage"),
  ]
}
