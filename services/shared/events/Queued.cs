using System.Runtime.CompilerServices;

namespace TrustCenter.Events;

/// <summary>
/// Lets all go first that is ready to run at this moment: who gathers work to do it together finds more of it then.
/// Costs microseconds where nothing is ready, unlike a delay.
/// </summary>
public static class Queued
{
    /// <summary>To be awaited; goes on behind everything the thread pool was given until now.</summary>
    public static Awaiter Behind() => default;

    /// <summary>Goes on in the thread pool's common queue, not in the one of this thread, which is served first.
    /// </summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        /// <summary>Never: going on at once would be no waiting.</summary>
        public bool IsCompleted => false;

        /// <summary>This itself.</summary>
        public Awaiter GetAwaiter() => this;

        /// <summary>Nothing to give.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) =>
            ThreadPool.QueueUserWorkItem(static go => go(), continuation, preferLocal: false);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) =>
            ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);
    }
}
