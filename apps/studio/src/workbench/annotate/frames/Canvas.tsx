import { RegionList } from "../parts/column/RegionList.tsx"
import { LabelBlock } from "../parts/labels/Block.tsx"
import { ProposalBlock } from "../parts/proposals/Block.tsx"
import { Tools } from "../parts/Tools.tsx"
import { Picture } from "./Picture.tsx"
import { TaskColumn } from "./TaskColumn.tsx"

/** What a task about regions is worked on with: tools, the picture with what lies over it, and the column of labels and regions. */
export function CanvasFrame() {
  return (
    <>
      <Tools />
      <Picture />
      <TaskColumn>
        <LabelBlock />
        <ProposalBlock />
        <RegionList />
      </TaskColumn>
    </>
  )
}
