// The number of libtorch's threads and the count of its tensors are of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
