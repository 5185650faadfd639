export { ActionDesk, type UnsentProgress } from './action-desk.ts';
export { cardOf, cardSchema, type Card, type Closing } from './card.ts';
export { conversationOf, lineSchema, type Line } from './conversation.ts';
export {
  actionMemorySchema,
  forgetActions,
  nothingTold,
  readActionMemory,
  writeActionMemory,
  type ActionMemory,
  type Written,
} from './memory.ts';
export { MessageDesk } from './message-desk.ts';
