/** One student's video as it arrives. */
export interface ReceivedVideo {
  readonly consumerId: string;
  readonly stream: MediaStream;
  /** False while no media gets through the network between the server and this machine. */
  readonly arriving: boolean;
  /** Harmless where it is closed already. */
  close(): void;
}

/** The receiving connections to one media worker of the server. */
export interface OutletFigures {
  readonly outlet: string;
  readonly transports: number;
  readonly consumers: number;
}

export interface ReceiverFigures {
  readonly outlets: readonly OutletFigures[];
  /** Videos that were closed since the wall was opened. */
  readonly closedConsumers: number;
  /** Connections that were replaced because too many of their videos had been closed. */
  readonly recycled: number;
}
