import { isOpinion, KINDS, type ProjectKind, type ProjectSettings, type ProjectState, payOf } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { refresh, trpc } from "../../api.ts"
import { DeclareFields } from "../../content/DeclareFields.tsx"
import { ReportsPart } from "../../content/ReportsPart.tsx"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useForm } from "../../ui/useForm.ts"
import { useSending } from "../account/useSending.ts"
import { EndPart } from "./EndPart.tsx"
import { AnswersFields, NameFields, PairsFields, PauseFields, WorkFields } from "./fields.tsx"
import { ProposalFields } from "./ProposalFields.tsx"
import { QualityFields } from "./QualityFields.tsx"
import { type Form, saveChanges } from "./saveChanges.ts"
import { WritingFields } from "./WritingFields.tsx"

/** What an owner may change at any time; and how a project ends. */
export function ProjectSettingsPage() {
  const t = useT("projectSettings")
  const project = useProjectSlug()
  const query = useQuery(trpc.project.settingsGet.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      {<Loaded query={query}>{(shown) => <SettingsForm project={project} shown={shown} />}</Loaded>}
    </div>
  )
}

function SettingsForm({
  project,
  shown,
}: {
  readonly project: string
  readonly shown: Form & { readonly state: ProjectState; readonly kind: ProjectKind }
}) {
  const t = useT("projectSettings")
  const toast = useToast()
  const latest = useMemo<Form>(() => ({ name: shown.name, settings: shown.settings }), [shown.name, shown.settings])
  const work = useForm(latest)
  const { form, opened, changed, change } = work
  const again = () => refresh("project", "account", "work")
  const sending = useSending(
    () => saveChanges(project, opened, form),
    () => {
      work.saved(form)
      void again()
      toast.done(t("saved"), () => saveChanges(project, form, opened).then(again))
    },
  )
  const { kind } = shown
  const { about, asksFields, readsLines } = KINDS[kind]
  // What is asked about one thing of a picture, or by a form, no model proposes; and it has no opinion.
  const takesProposals = !isOpinion(kind) && about === undefined && !asksFields
  const set = (part: Partial<ProjectSettings>) => change({ ...form, settings: { ...form.settings, ...part } })
  return (
    <>
      <Head title={t("title")}>
        {changed && <Button onClick={work.discard}>{t("discard")}</Button>}
        <Button
          look="primary"
          disabled={!changed || sending.busy || form.name.trim() === "" || lacksOther(form.settings)}
          onClick={() => void sending.send()}
        >
          {t("common:save")}
        </Button>
      </Head>
      <Intro>
        <Rich
          t={t}
          k={form.settings.paused ? "leadPaused" : "lead"}
          values={{ count: form.settings.overlap.base, state: capital(t(`common:projectState.${shown.state}`)) }}
        />
      </Intro>
      <Wrong error={sending.error} />
      <div className={measures.above24}>
        <NameFields form={form} onName={(name) => change({ ...form, name })} set={set} />
        <Rule />
        <div id="content">
          <ReportsPart project={project} hasOther={(shown.settings.content?.other ?? "") !== ""} />
          <Section title={t("content:declare")}>
            <DeclareFields content={form.settings.content} onChange={(content) => set({ content })} />
          </Section>
        </div>
        <Rule />
        <div id="answers">
          <AnswersFields kind={kind} settings={form.settings} set={set} />
        </div>
        {about === "pair" && (
          <>
            <Rule />
            <PairsFields settings={form.settings} set={set} />
          </>
        )}
        <Rule />
        <QualityFields kind={kind} settings={form.settings} set={set} />
        {takesProposals && (
          <>
            <Rule />
            <ProposalFields settings={form.settings} set={set} />
          </>
        )}
        <Rule />
        <WorkFields kind={kind} settings={form.settings} set={set} />
        {readsLines && (
          <>
            <Rule />
            <WritingFields settings={form.settings} set={set} />
          </>
        )}
        <Rule />
        <PauseFields settings={form.settings} set={set} />
        <Rule />
        <Section title={t("pay.title")}>
          <div className="inline">
            {t(`pay.${payOf(form.settings).mode}`)}
            <ButtonLink small to="/p/$project/budget" params={{ project }}>
              {t("pay.change")}
            </ButtonLink>
          </div>
        </Section>
        <Rule />
        <EndPart project={project} name={shown.name} state={shown.state} />
      </div>
    </>
  )
}

/** Another class of content was declared without its sentence. */
function lacksOther({ content }: ProjectSettings): boolean {
  return content !== undefined && content.classes.includes("other") && content.other.trim() === ""
}

/** A word that begins a sentence. */
function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
