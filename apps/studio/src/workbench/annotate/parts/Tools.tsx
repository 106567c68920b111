import type { Tool } from "@justesse/editor"
import { useLayoutEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { countCommit } from "../../canvas/counters.ts"
import { ZoomFigure } from "../../canvas/ZoomFigure.tsx"
import styles from "../../parts/frame.module.css"
import { TaskIcon, type TaskIconName } from "../../parts/icons.tsx"
import { LookPanel } from "../../seeing/LookPanel.tsx"
import { useIsPlain } from "../../seeing/useLook.ts"
import { useModel, useTask, useTaskContext, useUi } from "../ui.ts"

const LETTERS: Readonly<Record<Tool, string>> = {
  select: "V",
  box: "B",
  rotated: "R",
  outline: "O",
  text: "T",
  hand: "H",
}

/** The tools at the edge: 40 px, each with its letter. */
export function Tools() {
  const t = useT("task")
  const { run, engine } = useTaskContext()
  const model = useModel()
  const picture = useUi((ui) => ui.panel === "picture")
  const plain = useIsPlain()
  const boxClicks = useUi((ui) => ui.boxClicks)
  const fit = t(model.kind === "transcription" ? "tools.fitWidth" : "tools.fit")
  return (
    <nav aria-label={t("tools.title")} className={styles.tools}>
      {model.snapshot.tools.map((tool) => (
        <ToolButton
          icon={tool === "box" && boxClicks === "outermost" ? "boxOutermost" : tool}
          key={tool}
          letter={LETTERS[tool]}
          tool={tool}
        />
      ))}
      <hr />
      <Switches />
      <hr />
      <Steps />
      <hr />
      <ActButton
        icon="picture"
        letter="I"
        name={t(plain ? "tools.picture" : "tools.pictureChanged")}
        onClick={() => run("look.open")}
        pressed={picture}
        marked={!plain}
      />
      <ActButton icon="fit" letter="F" name={fit} onClick={() => run("view.fit")} />
      <button
        aria-label={t("tools.actual")}
        className={styles.zoom}
        onClick={() => run("view.actual")}
        title={`${t("tools.actual")} Z`}
        type="button"
      >
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
    <LookPanel
      className={styles.besideTools ?? ""}
      loupe={{ shown: loupe, show: (shown) => ui.setState({ loupe: shown }) }}
      run={run}
    />
  )
}

function ToolButton({ tool, icon, letter }: { tool: Tool; icon: TaskIconName; letter: string }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const pressed = useTask((task) => task.session.tool === tool)
  return (
    <ActButton
      icon={icon}
      letter={letter}
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
        letter="M"
        name={t("tools.magnet")}
        onClick={() => run("draw.magnet")}
        pressed={magnet}
      />
      <ActButton icon="loupe" letter="E" name={t("tools.loupe")} onClick={() => run("view.loupe")} pressed={loupe} />
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
      <ActButton disabled={!undo} icon="undo" letter="" name={name("tools.undo", undo)} onClick={() => run("undo")} />
      <ActButton disabled={!redo} icon="redo" letter="" name={name("tools.redo", redo)} onClick={() => run("redo")} />
    </>
  )
}

interface ActProps {
  readonly icon: TaskIconName
  readonly letter: string
  readonly name: string
  readonly onClick: () => void
  readonly pressed?: boolean
  readonly disabled?: boolean
  /** Something behind it is not as it was. */
  readonly marked?: boolean
}

function ActButton({ icon, letter, name, onClick, pressed, disabled, marked }: ActProps) {
  return (
    <button
      aria-label={name}
      aria-pressed={pressed}
      data-marked={marked || undefined}
      disabled={disabled}
      onClick={onClick}
      title={`${name} ${letter}`.trim()}
      type="button"
    >
      <TaskIcon name={icon} />
      <span aria-hidden="true" className={styles.k}>
        {letter}
      </span>
    </button>
  )
}
