import type { Tool } from "@justesse/editor"
import { Suspense, useLayoutEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useCap } from "../../../keys/Cap.tsx"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { ZoomFigure } from "../../canvas/ZoomFigure.tsx"
import styles from "../../parts/frame.module.css"
import { TaskIcon, type TaskIconName } from "../../parts/icons.tsx"
import { useIsPlain } from "../../seeing/useLook.ts"
import { useModel, useTask, useTaskContext, useUi } from "../ui.ts"

const LookPanel = lazyPart(() => import("../../seeing/LookPanel.tsx"), "LookPanel")

/** The tools at the edge: 40 px, each with its letter. */
export function Tools() {
  const t = useT("task")
  const { run, engine } = useTaskContext()
  const model = useModel()
  const picture = useUi((ui) => ui.panel === "picture")
  const plain = useIsPlain()
  const boxClicks = useUi((ui) => ui.boxClicks)
  const cap = useCap()
  const fit = t(model.readsLines ? "tools.fitWidth" : "tools.fit")
  return (
    <nav aria-label={t("tools.title")} className={styles.tools}>
      {model.snapshot.tools.map((tool) => (
        <ToolButton icon={tool === "box" && boxClicks === "outermost" ? "boxOutermost" : tool} key={tool} tool={tool} />
      ))}
      <hr />
      <Switches />
      <hr />
      <Steps />
      <hr />
      <ActButton
        icon="picture"
        of="look.open"
        name={t(plain ? "tools.picture" : "tools.pictureChanged")}
        onClick={() => run("look.open")}
        pressed={picture}
        marked={!plain}
      />
      <ActButton icon="fit" of="view.fit" name={fit} onClick={() => run("view.fit")} />
      <button
        className={styles.zoom}
        onClick={() => run("view.actual")}
        title={`${t("tools.actual")} ${cap("view.actual")}`.trim()}
        type="button"
      >
        <span className={styles.out}>{t("tools.zoomNow")} </span>
        <ZoomFigure engine={engine} />
      </button>
      {picture && <PicturePanel />}
    </nav>
  )
}

function PicturePanel() {
  const { run, ui } = useTaskContext()
  const loupe = useUi((snapshot) => snapshot.loupe)
  return (
    <Suspense fallback={null}>
      <LookPanel
        className={styles.besideTools ?? ""}
        loupe={{ shown: loupe, show: (shown) => ui.setState({ loupe: shown }) }}
        run={run}
      />
    </Suspense>
  )
}

function ToolButton({ tool, icon }: { tool: Tool; icon: TaskIconName }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const pressed = useTask((task) => task.session.tool === tool)
  return (
    <ActButton
      icon={icon}
      of={`tool.${tool}`}
      name={t(`tools.${tool}`)}
      onClick={() => run(`tool.${tool}`)}
      pressed={pressed}
    />
  )
}

/** What stays on while one draws. */
function Switches() {
  const t = useT("task")
  const { run } = useTaskContext()
  const magnet = useUi((ui) => ui.magnet)
  const loupe = useUi((ui) => ui.loupe)
  return (
    <>
      <ActButton
        icon="magnet"
        of="draw.magnet"
        name={t("tools.magnet")}
        onClick={() => run("draw.magnet")}
        pressed={magnet}
      />
      <ActButton
        icon="loupe"
        of="view.loupe"
        name={t("tools.loupe")}
        onClick={() => run("view.loupe")}
        pressed={loupe}
      />
    </>
  )
}

function Steps() {
  const t = useT("task")
  const { run } = useTaskContext()
  const undo = useTask((task) => task.undoLabel)
  useLayoutEffect(countCommit)
  const redo = useTask((task) => task.redoLabel)
  const name = (key: string, label: string | null) => (label ? t(`${key}What`, { what: t(label) }) : t(key))
  return (
    <>
      <ActButton disabled={!undo} icon="undo" of="undo" name={name("tools.undo", undo)} onClick={() => run("undo")} />
      <ActButton disabled={!redo} icon="redo" of="redo" name={name("tools.redo", redo)} onClick={() => run("redo")} />
    </>
  )
}

interface ActProps {
  readonly icon: TaskIconName
  readonly of: string
  readonly name: string
  readonly onClick: () => void
  readonly pressed?: boolean
  readonly disabled?: boolean
  /** Something behind it is not as it was. */
  readonly marked?: boolean
}

function ActButton({ icon, of, name, onClick, pressed, disabled, marked }: ActProps) {
  const cap = useCap()(of)
  return (
    <button
      aria-label={name}
      aria-pressed={pressed}
      data-marked={marked || undefined}
      disabled={disabled}
      onClick={onClick}
      title={`${name} ${cap}`.trim()}
      type="button"
    >
      <TaskIcon name={icon} />
      <span aria-hidden="true" className={styles.k}>
        {cap.length === 1 && cap}
      </span>
    </button>
  )
}
