import type { AssetAct, AssetWeighed, Selection } from "@justesse/types/wire/asset"
import { Checkbox, Modal, NumberInput, Select, TagsInput, TextInput } from "@mantine/core"
import { type FormEvent, type ReactNode, useState } from "react"
import type { z } from "zod"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import type { Choices } from "./useChoices.ts"

export type BulkDialogKind = "overlap" | "tag" | "group" | "propose" | "download" | "delete"

interface Props {
  readonly kind: BulkDialogKind
  readonly project: string
  readonly selection: z.infer<typeof Selection>
  readonly weighed: AssetWeighed
  readonly choices: Choices
  /** Several are done one after the other. */
  readonly onAct: (...acts: AssetAct[]) => void
  readonly onClose: () => void
}

/** Acts that ask something first. Each says what becomes of work in hand. */
export function BulkDialog(props: Props) {
  switch (props.kind) {
    case "overlap":
      return <Overlap {...props} />
    case "tag":
      return <Tags {...props} />
    case "group":
      return <Group {...props} />
    case "propose":
      return <Propose {...props} />
    case "download":
      return <Download {...props} />
    case "delete":
      return <Delete {...props} />
  }
}

interface FrameProps extends Props {
  readonly go: string
  readonly ready: boolean
  readonly danger?: boolean
  readonly onGo: () => void
  readonly children: ReactNode
}

function Frame({ kind, weighed, go, ready, danger, onGo, onClose, children }: FrameProps) {
  const t = useT("images")
  const format = useFormat()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) onGo()
  }
  const values = { count: weighed.pictures, number: format.number(weighed.pictures) }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`dialog.${kind}`, values)}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Form onSubmit={submit} className={`${measures.stack} ${measures.gap16}`}>
        {children}
        {weighed.inHand > 0 && kind !== "download" && (
          <p className="dim">{t("inHandFirst", { count: weighed.inHand })}</p>
        )}
        <div className={`inline ${measures.atEnd}`}>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look={danger ? "danger" : "primary"} type="submit" disabled={!ready}>
            {go}
          </Button>
        </div>
      </Form>
    </Modal>
  )
}

/** Tags to put on, and those to take off. */
function Tags(props: Props) {
  const t = useT("images")
  const [add, setAdd] = useState<string[]>([])
  const [off, setOff] = useState<string[]>([])
  const { tags } = props.weighed
  const go = () => {
    const tag: AssetAct[] = add.length > 0 ? [{ act: "tag", tags: add }] : []
    const untag: AssetAct[] = off.length > 0 ? [{ act: "untag", tags: off }] : []
    props.onAct(...tag, ...untag)
    props.onClose()
  }
  return (
    <Frame {...props} go={t("apply")} ready={add.length + off.length > 0} onGo={go}>
      <TagsInput
        data-autofocus
        label={t("tagsOn")}
        description={t("tagsHow")}
        data={props.choices.tag.map((one) => one.value)}
        value={add}
        onChange={(next) => setAdd(next.map((tag) => tag.trim().slice(0, 60)).filter(Boolean))}
        maxTags={20}
      />
      {tags.length > 0 && (
        <fieldset className={`bare ${measures.stack} ${measures.gap8}`}>
          <legend className={`b ${measures.below8}`}>{t("tagsOff")}</legend>
          {tags.map(({ tag, pictures }) => (
            <Checkbox
              key={tag}
              label={`${tag} · ${pictures}`}
              checked={off.includes(tag)}
              onChange={(event) =>
                setOff(event.currentTarget.checked ? [...off, tag] : off.filter((one) => one !== tag))
              }
            />
          ))}
        </fieldset>
      )}
    </Frame>
  )
}

function Group(props: Props) {
  const t = useT("images")
  const [name, setName] = useState("")
  const named = "assets" in props.selection
  const go = () => {
    props.onAct({ act: "group", name: name.trim() })
    props.onClose()
  }
  return (
    <Frame {...props} go={t("act.group")} ready={name.trim() !== ""} onGo={go}>
      <TextInput
        data-autofocus
        label={t("documentName")}
        description={t(named ? "documentOrder" : "documentByName")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={300}
      />
    </Frame>
  )
}

/** How many independent answers; those that are there stay, whoever is at it finishes. */
function Overlap(props: Props) {
  const t = useT("images")
  const [overlap, setOverlap] = useState<number | null>(2)
  const { open = 0, waiting = 0 } = props.weighed.byState
  const go = () => {
    if (overlap !== null) props.onAct({ act: "overlap", overlap })
    props.onClose()
  }
  return (
    <Frame {...props} go={t("apply")} ready={overlap !== null && open + waiting > 0} onGo={go}>
      <NumberInput
        data-autofocus
        label={t("act.overlap")}
        description={t("overlapHow", { count: open + waiting })}
        value={overlap ?? ""}
        onChange={(value) => setOverlap(value === "" ? null : Math.min(20, Math.max(1, Math.round(Number(value)))))}
        min={1}
        max={20}
      />
    </Frame>
  )
}

const NONE = "none"

function Propose(props: Props) {
  const t = useT("images")
  const [set, setSet] = useState<string | null>(props.choices.sure[0]?.value ?? NONE)
  const go = () => {
    props.onAct({ act: "propose", set: set === NONE ? null : Number(set) })
    props.onClose()
  }
  return (
    <Frame {...props} go={t("act.propose")} ready={set !== null} onGo={go}>
      <Select
        data-autofocus
        label={t("predictionSet")}
        description={t(props.choices.sure.length === 0 ? "noSets" : "proposeHow")}
        data={[...props.choices.sure, { value: NONE, label: t("proposeNone") }]}
        value={set}
        onChange={setSet}
        allowDeselect={false}
      />
    </Frame>
  )
}

function Download(props: Props) {
  const t = useT("images")
  const toast = useToast()
  const [pictures, setPictures] = useState(true)
  const [labels, setLabels] = useState(true)
  const start = useAct(
    () => api.asset.download.mutate({ project: props.project, selection: props.selection, pictures, labels }),
    ({ href, file }) => {
      const link = document.createElement("a")
      link.href = href
      link.download = file
      link.click()
      toast.done(t("downloadStarted", { file }))
      props.onClose()
    },
  )
  return (
    <Frame
      {...props}
      go={t("act.download")}
      ready={(pictures || labels) && !start.isPending}
      onGo={() => start.mutate()}
    >
      <Checkbox
        data-autofocus
        label={t("downloadPictures")}
        checked={pictures}
        onChange={(event) => setPictures(event.currentTarget.checked)}
      />
      <Checkbox
        label={t("downloadLabels")}
        checked={labels}
        onChange={(event) => setLabels(event.currentTarget.checked)}
      />
      <p className="dim">{t("downloadHow")}</p>
    </Frame>
  )
}

function Delete(props: Props) {
  const t = useT("images")
  const { frozen, pictures } = props.weighed
  const go = () => {
    props.onAct({ act: "delete" })
    props.onClose()
  }
  return (
    <Frame {...props} go={t("act.deleteCount", { count: pictures })} ready danger onGo={go}>
      <p>{t("deleteHow")}</p>
      {frozen > 0 && <p className="dim">{t("deleteFrozen", { count: frozen })}</p>}
    </Frame>
  )
}
