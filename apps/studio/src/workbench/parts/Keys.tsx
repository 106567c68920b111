import { useLayoutEffect, useRef } from "react"
import { Cap } from "../../keys/Cap.tsx"
import styles from "./frame.module.css"
import { TaskIcon } from "./icons.tsx"

/** One line of the overlay: what is done, and the caps that do it. */
export interface KeyLine {
  readonly id: string
  readonly name: string
  readonly caps: readonly string[]
}

interface KeysProps {
  readonly title: string
  readonly close: string
  readonly groups: readonly { readonly title: string; readonly lines: readonly KeyLine[] }[]
  readonly onClose: () => void
}

/** The keys of a page over it, by groups. */
export function Keys({ title, close, groups, onClose }: KeysProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog aria-label={title} className={styles.keys} onCancel={onClose} onClose={onClose} ref={dialog}>
      <header>
        <h2>{title}</h2>
        <span className={styles.grow} />
        <button aria-label={close} className={styles.tiny} onClick={onClose} type="button">
          <TaskIcon name="close" />
          <Cap of="escape" />
        </button>
      </header>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.lines.map(({ id, name, caps }) => (
                <div className={styles.kv} key={id}>
                  <dt>{name}</dt>
                  <dd>
                    {caps.map((cap) => (
                      <kbd key={cap}>{cap}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  )
}
