import { payOf } from "@justesse/types"
import { Radio, Textarea } from "@mantine/core"
import { useState } from "react"
import { DeclareFields } from "../../content/DeclareFields.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { useOpener } from "../../ui/useFocus.ts"
import { InvitedLinks, type MadeLink } from "../people/InvitedLinks.tsx"
import { InviteForm } from "../people/InviteForm.tsx"
import { Part } from "./Part.tsx"
import type { DraftWork } from "./useDraft.ts"

/** Invitation links, made without leaving the page. */
function InviteHere({ project }: { readonly project: string }) {
  const t = useT("wizard")
  const [inviting, setInviting] = useState(false)
  const opener = useOpener(inviting)
  const [links, setLinks] = useState<readonly MadeLink[]>([])
  const made = (next: readonly MadeLink[]) => {
    setLinks(next)
    setInviting(false)
  }
  return (
    <>
      <Button ref={opener} small onClick={() => setInviting(!inviting)} aria-expanded={inviting}>
        {t("people.invite")}
      </Button>
      {inviting && <InviteForm project={project} onMade={made} onCancel={() => setInviting(false)} />}
      <InvitedLinks links={links} />
    </>
  )
}

/** Invitations, names or pseudonyms, and what it is all for. */
export function PeoplePart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const format = useFormat()
  const { draft, project, change } = work
  // Names are seen where somebody else pays, or nobody does.
  const { mode, learningPercent = 0 } = payOf(draft.settings)
  const isPaid = mode === "paid"
  return (
    <Part number={5} title={t("people.title")}>
      {project ? <InviteHere project={project} /> : <p className="dim">{t("people.nameFirst")}</p>}
      <Radio.Group
        aria-label={t("people.names")}
        value={draft.names}
        onChange={(value) => change({ names: value === "open" ? "open" : "in_house" })}
        mt={8}
      >
        <Radio
          value="in_house"
          label={t("people.inHouse")}
          description={t(isPaid ? "people.inHousePaid" : "people.inHouseText")}
          disabled={isPaid}
          mb={8}
        />
        <Radio value="open" label={t("people.open")} description={t("people.openText")} />
      </Radio.Group>
      <p className={`inline ${measures.above12}`}>
        {t(`people.pays.${mode}`)}
        {project && (
          <ButtonLink small to="/p/$project/budget" params={{ project }}>
            {t(isPaid ? "people.budget" : "people.changePay")}
          </ButtonLink>
        )}
      </p>
      {isPaid && <p className="dim">{t("people.learning", { percent: format.percent(learningPercent / 100) })}</p>}
      <Textarea
        label={t("people.purpose")}
        description={t("people.purposeHint")}
        inputWrapperOrder={["label", "input", "description"]}
        placeholder={t("people.purposeExample")}
        autosize
        minRows={1}
        maxLength={4000}
        mt={12}
        value={draft.settings.purpose}
        onChange={(event) => change({ settings: { ...draft.settings, purpose: event.currentTarget.value } })}
      />
      <Textarea
        label={t("people.content")}
        description={t("people.contentHint")}
        inputWrapperOrder={["label", "input", "description"]}
        autosize
        minRows={1}
        maxLength={1000}
        mt={12}
        value={draft.settings.contentNote}
        onChange={(event) => change({ settings: { ...draft.settings, contentNote: event.currentTarget.value } })}
      />
      <h3 className={`b ${measures.above12}`}>{t("content:declare")}</h3>
      <DeclareFields
        content={draft.settings.content}
        onChange={(content) => change({ settings: { ...draft.settings, content } })}
      />
    </Part>
  )
}
