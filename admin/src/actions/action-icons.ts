import type { ActionKind } from '@invigil/shared-types';
import {
  CircleStop,
  ClockPlus,
  Coffee,
  DoorOpen,
  Hand,
  MessageSquare,
  MessageSquareReply,
  Pause,
  Play,
  TriangleAlert,
  Users,
} from '@lucide/vue';
import type { Component } from 'vue';

/** One shape for each kind, on buttons and on the timeline. */
export const actionIcons: Readonly<Record<ActionKind, Component>> = {
  warn: TriangleAlert,
  message: MessageSquare,
  ask: Hand,
  pause: Pause,
  resume: Play,
  extend: ClockPlus,
  end: CircleStop,
  second_look: Users,
  student_message: MessageSquareReply,
  admit: DoorOpen,
  break_begin: Coffee,
  break_end: Play,
};
